; A subroutine that is called twice: what one caller brings does not go back to the other.
.class public negatives/Subroutine
.super java/lang/Object

;# subroutine-called-twice negative
.method public static start()V
  .throws java/io/IOException
  .limit stack 3
  .limit locals 3
  ldc "a"
  astore_0
  jsr Double
  aload_0
  invokestatic java/lang/System/getProperty(Ljava/lang/String;)Ljava/lang/String; ;= key="aa"
  pop
  ldc "b"
  astore_0
  jsr Double
  aload_0
  invokestatic java/lang/System/getProperty(Ljava/lang/String;)Ljava/lang/String; ;= key="bb"
  pop
  return
Double:
  astore_1
  aload_0
  aload_0
  invokevirtual java/lang/String/concat(Ljava/lang/String;)Ljava/lang/String;
  astore_0
  ret 1
.end method
