; What obfuscators leave: everything is called a.
.class public callgraph/Same
.super java/lang/Object

.field public static a Ljava/lang/String;
.field public static a I

.method public static start()V
  .limit stack 2
  .limit locals 0
  ldc "sms://7132"
  putstatic callgraph/Same/a Ljava/lang/String;
  iconst_2
  putstatic callgraph/Same/a I
  invokestatic callgraph/Same/a()V
  iconst_1
  invokestatic callgraph/Same/a(I)V
  return
.end method

;# fields-and-methods-of-one-name limit-1 negative
.method public static a()V
  .limit stack 2
  .limit locals 0
  getstatic callgraph/Same/a Ljava/lang/String;
  getstatic callgraph/Same/a I
  invokestatic javax/microedition/io/Connector/open(Ljava/lang/String;I)Ljavax/microedition/io/Connection; ;= url="sms://7132" mode=2 reached
  pop
  return
.end method

.method public static a(I)V
  .limit stack 2
  .limit locals 1
  ldc "http://example.com"
  iload_0
  invokestatic javax/microedition/io/Connector/open(Ljava/lang/String;I)Ljavax/microedition/io/Connection; ;= url="http://example.com" mode=1 reached
  pop
  return
.end method

.method public static a(J)V
  .limit stack 2
  .limit locals 2
  ldc "http://example.org"
  iconst_3
  invokestatic javax/microedition/io/Connector/open(Ljava/lang/String;I)Ljavax/microedition/io/Connection; ;= url="http://example.org" mode=3 unreached
  pop
  return
.end method
