; A StringBuilder: javac's own are renamed to StringBuffer by the build, as CLDC has no other.
.class public buffers/Builder
.super java/lang/Object

;# string-builder
.method public static open()V
  .throws java/io/IOException
  .limit stack 3
  .limit locals 1
  new java/lang/StringBuilder
  dup
  ldc "//71"
  invokespecial java/lang/StringBuilder/<init>(Ljava/lang/String;)V
  astore_0
  aload_0
  bipush 32
  invokevirtual java/lang/StringBuilder/append(I)Ljava/lang/StringBuilder;
  iconst_0
  ldc "sms:"
  invokevirtual java/lang/StringBuilder/insert(ILjava/lang/String;)Ljava/lang/StringBuilder;
  pop
  aload_0
  invokevirtual java/lang/StringBuilder/toString()Ljava/lang/String;
  invokestatic javax/microedition/io/Connector/open(Ljava/lang/String;)Ljavax/microedition/io/Connection; ;= url="sms://7132"
  pop
  return
.end method
