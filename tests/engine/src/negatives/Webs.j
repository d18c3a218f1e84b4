; One local variable that is a number, then a text, then a number again.
.class public negatives/Webs
.super java/lang/Object

;# local-variable-of-several-types negative
.method public static start()V
  .throws java/io/IOException
  .limit stack 3
  .limit locals 1
  iconst_1
  istore_0
  ldc "sms://1"
  iload_0
  invokestatic javax/microedition/io/Connector/open(Ljava/lang/String;I)Ljavax/microedition/io/Connection; ;= url="sms://1" mode=1
  astore_0
  ldc "sms://2"
  astore_0
  aload_0
  iconst_2
  istore_0
  iload_0
  invokestatic javax/microedition/io/Connector/open(Ljava/lang/String;I)Ljavax/microedition/io/Connection; ;= url="sms://2" mode=2
  pop
  return
.end method
