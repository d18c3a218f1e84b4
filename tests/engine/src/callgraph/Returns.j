; Methods that differ in what they return alone.
.class public callgraph/Returns
.super java/lang/Object

.method public static start()V
  .limit stack 2
  .limit locals 0
  invokestatic callgraph/Returns/a()I
  pop
  return
.end method

;# overloads-by-return-type-alone negative
.method public static a()I
  .limit stack 2
  .limit locals 0
  ldc "int"
  invokestatic java/lang/System/getProperty(Ljava/lang/String;)Ljava/lang/String; ;= reached triggers=launch
  pop
  iconst_0
  ireturn
.end method

.method public static a()J
  .limit stack 2
  .limit locals 0
  ldc "long"
  invokestatic java/lang/System/getProperty(Ljava/lang/String;)Ljava/lang/String; ;= unreached triggers=none
  pop
  lconst_0
  lreturn
.end method
