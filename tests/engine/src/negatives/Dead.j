; Instructions that no branch leads to.
.class public negatives/Dead
.super java/lang/Object

;# dead-instructions-give-no-value negative
.method public static start()V
  .throws java/io/IOException
  .limit stack 2
  .limit locals 1
  ldc "sms://1"
  astore_0
  goto Open
  ldc "sms://2"
  astore_0
Open:
  aload_0
  invokestatic javax/microedition/io/Connector/open(Ljava/lang/String;)Ljavax/microedition/io/Connection; ;= url="sms://1"
  pop
  return
.end method
