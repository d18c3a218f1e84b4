//! The 256 opcodes: what each does and how its operands are laid out.

use crate::program::Op;

/// How the operands of an opcode are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// none; `a` and `b` of the instruction are those of the shape
    Plain,
    /// one signed byte
    Byte,
    /// two bytes, signed
    Short,
    /// one-byte constant index
    Ldc,
    /// two-byte constant index
    LdcW,
    /// two-byte index of a long or double
    Ldc2,
    /// one-byte local variable
    Slot,
    /// local variable and signed byte
    Increment,
    /// two-byte branch offset
    Branch,
    /// four-byte branch offset
    BranchW,
    TableSwitch,
    LookupSwitch,
    Field,
    Method,
    InterfaceMethod,
    Dynamic,
    Class,
    NewArray,
    MultiArray,
    Wide,
    Undefined,
}

/// What is known of an opcode.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) op: Op,
    pub(super) form: Form,
    /// Works on float or double.
    pub(super) float: bool,
    pub(super) a: u32,
    pub(super) b: u32,
}

const fn shape(op: Op, form: Form) -> Shape {
    let float = matches!(
        op,
        Op::FloatConst
            | Op::DoubleConst
            | Op::FloatLoad
            | Op::DoubleLoad
            | Op::FloatStore
            | Op::DoubleStore
            | Op::FloatArrayLoad
            | Op::DoubleArrayLoad
            | Op::FloatArrayStore
            | Op::DoubleArrayStore
            | Op::FloatAdd
            | Op::DoubleAdd
            | Op::FloatSub
            | Op::DoubleSub
            | Op::FloatMul
            | Op::DoubleMul
            | Op::FloatDiv
            | Op::DoubleDiv
            | Op::FloatRem
            | Op::DoubleRem
            | Op::FloatNeg
            | Op::DoubleNeg
            | Op::IntToFloat
            | Op::IntToDouble
            | Op::LongToFloat
            | Op::LongToDouble
            | Op::FloatToInt
            | Op::FloatToLong
            | Op::FloatToDouble
            | Op::DoubleToInt
            | Op::DoubleToLong
            | Op::DoubleToFloat
            | Op::FloatCmpL
            | Op::FloatCmpG
            | Op::DoubleCmpL
            | Op::DoubleCmpG
            | Op::FloatReturn
            | Op::DoubleReturn
    );
    Shape { op, form, float, a: 0, b: 0 }
}

const LOADS: [Op; 5] = [Op::IntLoad, Op::LongLoad, Op::FloatLoad, Op::DoubleLoad, Op::RefLoad];
const STORES: [Op; 5] = [Op::IntStore, Op::LongStore, Op::FloatStore, Op::DoubleStore, Op::RefStore];

/// iaload to saload, 46.
const ARRAY_LOADS: [Op; 8] = [
    Op::IntArrayLoad,
    Op::LongArrayLoad,
    Op::FloatArrayLoad,
    Op::DoubleArrayLoad,
    Op::RefArrayLoad,
    Op::ByteArrayLoad,
    Op::CharArrayLoad,
    Op::ShortArrayLoad,
];

/// iastore to lxor, 79.
#[rustfmt::skip]
const STORES_TO_XOR: [Op; 53] = [
    Op::IntArrayStore, Op::LongArrayStore, Op::FloatArrayStore, Op::DoubleArrayStore, Op::RefArrayStore,
    Op::ByteArrayStore, Op::CharArrayStore, Op::ShortArrayStore,
    Op::Pop, Op::Pop2, Op::Dup, Op::DupX1, Op::DupX2, Op::Dup2, Op::Dup2X1, Op::Dup2X2, Op::Swap,
    Op::IntAdd, Op::LongAdd, Op::FloatAdd, Op::DoubleAdd,
    Op::IntSub, Op::LongSub, Op::FloatSub, Op::DoubleSub,
    Op::IntMul, Op::LongMul, Op::FloatMul, Op::DoubleMul,
    Op::IntDiv, Op::LongDiv, Op::FloatDiv, Op::DoubleDiv,
    Op::IntRem, Op::LongRem, Op::FloatRem, Op::DoubleRem,
    Op::IntNeg, Op::LongNeg, Op::FloatNeg, Op::DoubleNeg,
    Op::IntShl, Op::LongShl, Op::IntShr, Op::LongShr, Op::IntUshr, Op::LongUshr,
    Op::IntAnd, Op::LongAnd, Op::IntOr, Op::LongOr, Op::IntXor, Op::LongXor,
];

/// i2l to dcmpg, 133.
#[rustfmt::skip]
const CONVERSIONS: [Op; 20] = [
    Op::IntToLong, Op::IntToFloat, Op::IntToDouble, Op::LongToInt, Op::LongToFloat, Op::LongToDouble,
    Op::FloatToInt, Op::FloatToLong, Op::FloatToDouble, Op::DoubleToInt, Op::DoubleToLong, Op::DoubleToFloat,
    Op::IntToByte, Op::IntToChar, Op::IntToShort,
    Op::LongCmp, Op::FloatCmpL, Op::FloatCmpG, Op::DoubleCmpL, Op::DoubleCmpG,
];

/// ifeq to jsr, 153.
#[rustfmt::skip]
const BRANCHES: [Op; 16] = [
    Op::IfEq, Op::IfNe, Op::IfLt, Op::IfGe, Op::IfGt, Op::IfLe,
    Op::IfIntEq, Op::IfIntNe, Op::IfIntLt, Op::IfIntGe, Op::IfIntGt, Op::IfIntLe,
    Op::IfRefEq, Op::IfRefNe, Op::Goto, Op::Jsr,
];

/// tableswitch to multianewarray, 170; wide stands among them.
#[rustfmt::skip]
const SWITCH_TO_MULTI: [(Op, Form); 28] = [
    (Op::Switch, Form::TableSwitch), (Op::Switch, Form::LookupSwitch),
    (Op::IntReturn, Form::Plain), (Op::LongReturn, Form::Plain), (Op::FloatReturn, Form::Plain),
    (Op::DoubleReturn, Form::Plain), (Op::RefReturn, Form::Plain), (Op::Return, Form::Plain),
    (Op::GetStatic, Form::Field), (Op::PutStatic, Form::Field), (Op::GetField, Form::Field), (Op::PutField, Form::Field),
    (Op::InvokeVirtual, Form::Method), (Op::InvokeSpecial, Form::Method), (Op::InvokeStatic, Form::Method),
    (Op::InvokeInterface, Form::InterfaceMethod), (Op::InvokeDynamic, Form::Dynamic),
    (Op::New, Form::Class), (Op::NewArray, Form::NewArray), (Op::NewRefArray, Form::Class),
    (Op::ArrayLength, Form::Plain), (Op::Throw, Form::Plain), (Op::CheckCast, Form::Class),
    (Op::InstanceOf, Form::Class), (Op::MonitorEnter, Form::Plain), (Op::MonitorExit, Form::Plain),
    (Op::Bad, Form::Wide), (Op::NewMultiArray, Form::MultiArray),
];

/// ifnull to jsr_w, 198.
const LAST: [(Op, Form); 4] =
    [(Op::IfNull, Form::Branch), (Op::IfNonNull, Form::Branch), (Op::Goto, Form::BranchW), (Op::Jsr, Form::BranchW)];

const fn constant(op: Op, a: u32, b: u32) -> Shape {
    let mut shape = shape(op, Form::Plain);
    shape.a = a;
    shape.b = b;
    shape
}

/// JVMS 6.5, by opcode.
pub(super) static SHAPES: [Shape; 256] = {
    let mut table = [shape(Op::Bad, Form::Undefined); 256];
    table[0] = shape(Op::Nop, Form::Plain);
    table[1] = shape(Op::NullConst, Form::Plain);
    let mut i = 0;
    while i < 7 {
        table[2 + i] = constant(Op::IntConst, (i as i32 - 1) as u32, 0);
        i += 1;
    }
    table[9] = constant(Op::LongConst, 0, 0);
    table[10] = constant(Op::LongConst, 1, 0);
    table[11] = constant(Op::FloatConst, 0f32.to_bits(), 0);
    table[12] = constant(Op::FloatConst, 1f32.to_bits(), 0);
    table[13] = constant(Op::FloatConst, 2f32.to_bits(), 0);
    table[14] = constant(Op::DoubleConst, 0, 0);
    table[15] = constant(Op::DoubleConst, 1f64.to_bits() as u32, (1f64.to_bits() >> 32) as u32);
    table[16] = shape(Op::IntConst, Form::Byte);
    table[17] = shape(Op::IntConst, Form::Short);
    table[18] = shape(Op::OtherConst, Form::Ldc);
    table[19] = shape(Op::OtherConst, Form::LdcW);
    table[20] = shape(Op::OtherWideConst, Form::Ldc2);
    i = 0;
    while i < 20 {
        if i < 5 {
            table[21 + i] = shape(LOADS[i], Form::Slot);
            table[54 + i] = shape(STORES[i], Form::Slot);
        }
        table[26 + i] = constant(LOADS[i / 4], i as u32 % 4, 0);
        table[59 + i] = constant(STORES[i / 4], i as u32 % 4, 0);
        i += 1;
    }
    i = 0;
    while i < ARRAY_LOADS.len() {
        table[46 + i] = shape(ARRAY_LOADS[i], Form::Plain);
        i += 1;
    }
    i = 0;
    while i < STORES_TO_XOR.len() {
        table[79 + i] = shape(STORES_TO_XOR[i], Form::Plain);
        i += 1;
    }
    table[132] = shape(Op::IntInc, Form::Increment);
    i = 0;
    while i < CONVERSIONS.len() {
        table[133 + i] = shape(CONVERSIONS[i], Form::Plain);
        i += 1;
    }
    i = 0;
    while i < BRANCHES.len() {
        table[153 + i] = shape(BRANCHES[i], Form::Branch);
        i += 1;
    }
    table[169] = shape(Op::Ret, Form::Slot);
    i = 0;
    while i < SWITCH_TO_MULTI.len() {
        let (op, form) = SWITCH_TO_MULTI[i];
        table[170 + i] = shape(op, form);
        i += 1;
    }
    i = 0;
    while i < LAST.len() {
        let (op, form) = LAST[i];
        table[198 + i] = shape(op, form);
        i += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Landmarks of the opcode table of the JVMS; a run that is one off shows at its end.
    #[test]
    fn runs_of_opcodes_end_where_the_specification_says() {
        for (opcode, op) in [
            (53, Op::ShortArrayLoad),
            (58, Op::RefStore),
            (78, Op::RefStore),
            (86, Op::ShortArrayStore),
            (95, Op::Swap),
            (115, Op::DoubleRem),
            (131, Op::LongXor),
            (147, Op::IntToShort),
            (152, Op::DoubleCmpG),
            (158, Op::IfLe),
            (166, Op::IfRefNe),
            (168, Op::Jsr),
            (177, Op::Return),
            (181, Op::PutField),
            (186, Op::InvokeDynamic),
            (195, Op::MonitorExit),
            (197, Op::NewMultiArray),
            (201, Op::Jsr),
        ] {
            assert_eq!(SHAPES[opcode].op, op, "{opcode}");
        }
        assert!(SHAPES.iter().skip(202).all(|s| s.form == Form::Undefined));
        assert!(SHAPES.iter().take(202).all(|s| s.form != Form::Undefined));
    }
}
