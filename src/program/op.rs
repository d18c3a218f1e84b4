//! The instruction set in compact form: every JVM opcode, with the short and wide forms folded into one.

/// One decoded instruction, 12 bytes. What `a` and `b` hold depends on the [`Op`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Insn {
    /// What it does.
    pub op: Op,
    /// Bytecode offset; code is at most 65,535 bytes long.
    pub pc: u16,
    /// First operand.
    pub a: u32,
    /// Second operand.
    pub b: u32,
}

/// A branch target that is no instruction of the method.
pub const NO_TARGET: u32 = u32::MAX;

/// Operations. Operands are named at each; `slot` is a local variable, `target` an instruction index within the method
/// ([`NO_TARGET`] when the bytes name no instruction), `sym` a [`Sym`](super::Sym), `member` an index of
/// [`Program::members`](super::Program::members).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Op {
    /// nop
    Nop,
    /// aconst_null
    NullConst,
    /// iconst_*, bipush, sipush, ldc of an Integer. a: value as i32
    IntConst,
    /// lconst_*, ldc2_w of a Long. a: low half, b: high half
    LongConst,
    /// fconst_*, ldc of a Float. a: bits
    FloatConst,
    /// dconst_*, ldc2_w of a Double. a: low half of the bits, b: high half
    DoubleConst,
    /// ldc of a String. a: sym
    StringConst,
    /// ldc of a Class (version 49). a: sym of the name
    ClassConst,
    /// ldc of anything else (method type or handle, dynamic constant, invalid index). a: constant-pool index, b: tag
    OtherConst,
    /// ldc2_w of anything else (dynamic constant, invalid index). a: constant-pool index, b: tag
    OtherWideConst,
    /// iload. a: slot
    IntLoad,
    /// lload. a: slot
    LongLoad,
    /// fload. a: slot
    FloatLoad,
    /// dload. a: slot
    DoubleLoad,
    /// aload. a: slot
    RefLoad,
    /// istore. a: slot
    IntStore,
    /// lstore. a: slot
    LongStore,
    /// fstore. a: slot
    FloatStore,
    /// dstore. a: slot
    DoubleStore,
    /// astore. a: slot
    RefStore,
    /// iaload
    IntArrayLoad,
    /// laload
    LongArrayLoad,
    /// faload
    FloatArrayLoad,
    /// daload
    DoubleArrayLoad,
    /// aaload
    RefArrayLoad,
    /// baload
    ByteArrayLoad,
    /// caload
    CharArrayLoad,
    /// saload
    ShortArrayLoad,
    /// iastore
    IntArrayStore,
    /// lastore
    LongArrayStore,
    /// fastore
    FloatArrayStore,
    /// dastore
    DoubleArrayStore,
    /// aastore
    RefArrayStore,
    /// bastore
    ByteArrayStore,
    /// castore
    CharArrayStore,
    /// sastore
    ShortArrayStore,
    /// pop
    Pop,
    /// pop2
    Pop2,
    /// dup
    Dup,
    /// dup_x1
    DupX1,
    /// dup_x2
    DupX2,
    /// dup2
    Dup2,
    /// dup2_x1
    Dup2X1,
    /// dup2_x2
    Dup2X2,
    /// swap
    Swap,
    /// iadd
    IntAdd,
    /// ladd
    LongAdd,
    /// fadd
    FloatAdd,
    /// dadd
    DoubleAdd,
    /// isub
    IntSub,
    /// lsub
    LongSub,
    /// fsub
    FloatSub,
    /// dsub
    DoubleSub,
    /// imul
    IntMul,
    /// lmul
    LongMul,
    /// fmul
    FloatMul,
    /// dmul
    DoubleMul,
    /// idiv
    IntDiv,
    /// ldiv
    LongDiv,
    /// fdiv
    FloatDiv,
    /// ddiv
    DoubleDiv,
    /// irem
    IntRem,
    /// lrem
    LongRem,
    /// frem
    FloatRem,
    /// drem
    DoubleRem,
    /// ineg
    IntNeg,
    /// lneg
    LongNeg,
    /// fneg
    FloatNeg,
    /// dneg
    DoubleNeg,
    /// ishl
    IntShl,
    /// lshl
    LongShl,
    /// ishr
    IntShr,
    /// lshr
    LongShr,
    /// iushr
    IntUshr,
    /// lushr
    LongUshr,
    /// iand
    IntAnd,
    /// land
    LongAnd,
    /// ior
    IntOr,
    /// lor
    LongOr,
    /// ixor
    IntXor,
    /// lxor
    LongXor,
    /// iinc. a: slot, b: delta as i32
    IntInc,
    /// i2l
    IntToLong,
    /// i2f
    IntToFloat,
    /// i2d
    IntToDouble,
    /// l2i
    LongToInt,
    /// l2f
    LongToFloat,
    /// l2d
    LongToDouble,
    /// f2i
    FloatToInt,
    /// f2l
    FloatToLong,
    /// f2d
    FloatToDouble,
    /// d2i
    DoubleToInt,
    /// d2l
    DoubleToLong,
    /// d2f
    DoubleToFloat,
    /// i2b
    IntToByte,
    /// i2c
    IntToChar,
    /// i2s
    IntToShort,
    /// lcmp
    LongCmp,
    /// fcmpl
    FloatCmpL,
    /// fcmpg
    FloatCmpG,
    /// dcmpl
    DoubleCmpL,
    /// dcmpg
    DoubleCmpG,
    /// ifeq. a: target
    IfEq,
    /// ifne. a: target
    IfNe,
    /// iflt. a: target
    IfLt,
    /// ifge. a: target
    IfGe,
    /// ifgt. a: target
    IfGt,
    /// ifle. a: target
    IfLe,
    /// if_icmpeq. a: target
    IfIntEq,
    /// if_icmpne. a: target
    IfIntNe,
    /// if_icmplt. a: target
    IfIntLt,
    /// if_icmpge. a: target
    IfIntGe,
    /// if_icmpgt. a: target
    IfIntGt,
    /// if_icmple. a: target
    IfIntLe,
    /// if_acmpeq. a: target
    IfRefEq,
    /// if_acmpne. a: target
    IfRefNe,
    /// ifnull. a: target
    IfNull,
    /// ifnonnull. a: target
    IfNonNull,
    /// goto, goto_w. a: target
    Goto,
    /// jsr, jsr_w. a: target
    Jsr,
    /// ret. a: slot
    Ret,
    /// tableswitch, lookupswitch. a: index of `Program::switches`
    Switch,
    /// ireturn
    IntReturn,
    /// lreturn
    LongReturn,
    /// freturn
    FloatReturn,
    /// dreturn
    DoubleReturn,
    /// areturn
    RefReturn,
    /// return
    Return,
    /// getstatic. a: member
    GetStatic,
    /// putstatic. a: member
    PutStatic,
    /// getfield. a: member
    GetField,
    /// putfield. a: member
    PutField,
    /// invokevirtual. a: member
    InvokeVirtual,
    /// invokespecial. a: member
    InvokeSpecial,
    /// invokestatic. a: member
    InvokeStatic,
    /// invokeinterface. a: member
    InvokeInterface,
    /// invokedynamic. a: index of `Program::dynamic_calls`
    InvokeDynamic,
    /// new. a: sym of the class
    New,
    /// newarray. a: element type code of JVMS table 6.5.newarray-A
    NewArray,
    /// anewarray. a: sym of the element class or array descriptor
    NewRefArray,
    /// multianewarray. a: sym of the array descriptor, b: dimensions
    NewMultiArray,
    /// arraylength
    ArrayLength,
    /// athrow
    Throw,
    /// checkcast. a: sym of the class or array descriptor
    CheckCast,
    /// instanceof. a: sym of the class or array descriptor
    InstanceOf,
    /// monitorenter
    MonitorEnter,
    /// monitorexit
    MonitorExit,
    /// An opcode that the JVM does not define, an operand that names no usable constant, or code that ends within an
    /// instruction. a: opcode byte, b: constant-pool index or 0. Decoding of the method goes on after it when its length
    /// is known, else stops.
    Bad,
}

impl Op {
    /// Whether control never goes on to the next instruction.
    pub fn ends_flow(self) -> bool {
        matches!(
            self,
            Op::Goto
                | Op::Ret
                | Op::Switch
                | Op::IntReturn
                | Op::LongReturn
                | Op::FloatReturn
                | Op::DoubleReturn
                | Op::RefReturn
                | Op::Return
                | Op::Throw
        )
    }

    /// Whether `a` is a branch target.
    pub fn is_branch(self) -> bool {
        (Op::IfEq..=Op::Jsr).contains(&self)
    }

    /// Whether it calls a method named by a member reference.
    pub fn is_invoke(self) -> bool {
        (Op::InvokeVirtual..=Op::InvokeInterface).contains(&self)
    }
}
