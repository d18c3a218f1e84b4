; A class whose superclass is in no library, calling an interface that is in none.
.class public matos/Orphan
.super com/vendor/Phantom

;# missing-superclass-and-interface limit-10
.method public static open()V
  .throws java/io/IOException
  .limit stack 2
  .limit locals 0
  invokestatic com/vendor/Service/get()Lcom/vendor/Service;
  invokeinterface com/vendor/Service/run()Ljava/lang/String; 1
  pop
  ldc "sms://7132"
  invokestatic javax/microedition/io/Connector/open(Ljava/lang/String;)Ljavax/microedition/io/Connection; ;= url="sms://7132" reached
  pop
  return
.end method
