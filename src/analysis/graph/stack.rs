//! What instructions that handle no references do to the operand stack.

use crate::program::Op;

/// Cells that an operation takes from the stack, and those that it puts there.
pub fn plain_effect(op: Op) -> (usize, usize) {
    match op {
        Op::NullConst
        | Op::IntConst
        | Op::FloatConst
        | Op::StringConst
        | Op::OtherConst
        | Op::IntLoad
        | Op::FloatLoad
        | Op::Jsr => (0, 1),
        Op::LongConst | Op::DoubleConst | Op::OtherWideConst | Op::LongLoad | Op::DoubleLoad => (0, 2),
        Op::Pop
        | Op::IfEq
        | Op::IfNe
        | Op::IfLt
        | Op::IfGe
        | Op::IfGt
        | Op::IfLe
        | Op::IfNull
        | Op::IfNonNull
        | Op::MonitorEnter
        | Op::MonitorExit
        | Op::Switch
        | Op::IntReturn
        | Op::FloatReturn => (1, 0),
        Op::Pop2
        | Op::LongReturn
        | Op::DoubleReturn
        | Op::IfIntEq
        | Op::IfIntNe
        | Op::IfIntLt
        | Op::IfIntGe
        | Op::IfIntGt
        | Op::IfIntLe
        | Op::IfRefEq
        | Op::IfRefNe => (2, 0),
        Op::IntNeg
        | Op::FloatNeg
        | Op::IntToByte
        | Op::IntToChar
        | Op::IntToShort
        | Op::IntToFloat
        | Op::FloatToInt
        | Op::ArrayLength
        | Op::InstanceOf => (1, 1),
        Op::IntToLong | Op::IntToDouble | Op::FloatToLong | Op::FloatToDouble => (1, 2),
        Op::IntAdd
        | Op::IntSub
        | Op::IntMul
        | Op::IntDiv
        | Op::IntRem
        | Op::IntShl
        | Op::IntShr
        | Op::IntUshr
        | Op::IntAnd
        | Op::IntOr
        | Op::IntXor
        | Op::FloatAdd
        | Op::FloatSub
        | Op::FloatMul
        | Op::FloatDiv
        | Op::FloatRem
        | Op::FloatCmpL
        | Op::FloatCmpG
        | Op::LongToInt
        | Op::LongToFloat
        | Op::DoubleToInt
        | Op::DoubleToFloat => (2, 1),
        Op::LongNeg | Op::DoubleNeg | Op::LongToDouble | Op::DoubleToLong => (2, 2),
        Op::LongShl | Op::LongShr | Op::LongUshr => (3, 2),
        Op::LongCmp | Op::DoubleCmpL | Op::DoubleCmpG => (4, 1),
        Op::LongAdd
        | Op::LongSub
        | Op::LongMul
        | Op::LongDiv
        | Op::LongRem
        | Op::LongAnd
        | Op::LongOr
        | Op::LongXor
        | Op::DoubleAdd
        | Op::DoubleSub
        | Op::DoubleMul
        | Op::DoubleDiv
        | Op::DoubleRem => (4, 2),
        // nop, iinc, goto, return, ret, and what could not be decoded
        _ => (0, 0),
    }
}
