; A hash code that is counted up in a subroutine, as compilers of 1998 did for finally blocks.
.source Adder.j
.class public com/example/subroutine/Adder
.super java/lang/Object

.method public <init>()V
  .limit stack 1
  .limit locals 1
  aload_0
  invokespecial java/lang/Object/<init>()V
  return
.end method

.method public hashCode()I
  .limit stack 2
  .limit locals 3
  iconst_0
  istore_1
  jsr Count
  jsr Count
  jsr Count
  iload_1
  ireturn
Count:
  astore_2
  iinc 1 1
  ret 2
.end method
