//! What every member reference of the program stands for, looked up once a bundle.

use super::library::Function;
use super::term::Operation;
use crate::analysis::signature::{self, Kind, Signature};
use crate::facts::dotted_member;
use crate::program::Program;
use crate::program::hierarchy::{Hierarchy, Resolved};
use crate::program::platform::{CallModel, Flow, Platform};

/// A member reference, looked up.
#[derive(Clone, Debug, Default)]
pub struct Member<'p> {
    /// Meanings that the platform model gives to a call of it.
    pub models: Vec<CallModel<'p>>,
    /// How it takes part in the flow of data.
    pub flows: Vec<Flow<'p>>,
    /// A method that is not the application's own.
    pub external: bool,
    /// The platform member as shown in facts: `class.name(descriptor)`, with the platform class that the reference
    /// leads to. Empty when the member is no platform method with a meaning.
    pub target: Box<str>,
    /// Parameters and result; `None` when the descriptor is malformed or that of a field.
    pub signature: Option<Signature>,
    /// What the interpreter does for a call of it.
    pub native: Native,
    /// The result is known by this argument (0 = receiver): a connection by its URL.
    pub made_from: Option<u8>,
    /// From now on the receiver is known by this argument: a message by its address.
    pub sets: Option<u8>,
    /// What the result is called when nothing better is known, such as `TextField.getString`; empty for methods of the
    /// application.
    pub source: Box<str>,
    /// A known text in this argument is part of that name: the key of a property.
    pub source_key: Option<u8>,
    /// It writes to arrays that it is given: those that read, get or copy do.
    pub fills: bool,
    /// The result is a buffer, container or array, which later code may change.
    pub mutable: bool,
    /// The result is an object, not a text or a number.
    pub object: bool,
    /// The result is an object for which `sets` of another method can change what it is known by.
    pub settable: bool,
    /// The arguments are asked for although no model gives the member a meaning.
    pub asked: bool,
    /// The field of the application that it is, by its index in the program.
    pub field: Option<u32>,
    /// What the field that it is holds; `None` when the descriptor is malformed or that of a method.
    pub kind: Option<Kind>,
    /// Operands (receiver first, from bit 0 on) whose value is a text, or known by one, so that it is worth a second look
    /// when the first leaves it open.
    pub telling: u64,
}

/// What the interpreter knows of a method of the library that has side effects, or works on objects it follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Native {
    #[default]
    None,
    /// Follows from the operands.
    Pure(Operation),
    /// Does nothing that matters and gives back nothing.
    Nothing,
    BufferNew,
    BufferOf,
    Append,
    AppendArray,
    Insert,
    BufferText,
    SetLength,
    Reverse,
    SetCharAt,
    DeleteCharAt,
    Delete,
    BufferLength,
    BufferCharAt,
    BufferChange,
    /// Constructor of an object that never changes: `String`, `Integer` …
    ValueNew,
    /// Constructor of a stream, reader or the like around its first argument.
    Wrap,
    ListNew,
    ListAdd,
    ListInsert,
    ListSet,
    ListGet,
    ListFirst,
    ListLast,
    ListPop,
    ListSize,
    ListClear,
    ListRemove,
    ListIndexOf,
    TableNew,
    TablePut,
    TableGet,
    TableChange,
    TableSize,
    Elements,
    Keys,
    NextElement,
    ArrayCopy,
    GetChars,
    BytesInputNew,
    OutputNew,
    Read,
    ReadInto,
    ReadFully,
    ReadText,
    ReadNumber(u8),
    Available,
    Skip,
    Write,
    WriteAll,
    OutputBytes,
    GetProperty,
    ForName,
    ResourceOpen,
    GetClass,
    ObjectText,
    ThrowableNew,
    GetMessage,
}

impl Native {
    /// Whether it changes the content of a string buffer.
    pub fn changes_buffer(self) -> bool {
        use Native::*;
        matches!(
            self,
            Append | AppendArray | Insert | SetLength | Reverse | SetCharAt | DeleteCharAt | Delete | BufferChange
        )
    }
}

/// The same for a method whatever its class: what its name and descriptor stand for on a class of the library.
fn native(class: &str, name: &str, descriptor: &str) -> Native {
    use Native::*;
    match (class, name, descriptor) {
        ("java/lang/StringBuffer" | "java/lang/StringBuilder", _, _) => match (name, descriptor) {
            ("<init>", "()V" | "(I)V") => BufferNew,
            ("<init>", _) => BufferOf,
            ("append", d) if d.starts_with("([C") => AppendArray,
            ("append", _) => Append,
            ("insert", d) if !d.starts_with("(I[C") => Insert,
            ("toString", _) => BufferText,
            ("setLength", _) => SetLength,
            ("reverse", _) => Reverse,
            ("setCharAt", _) => SetCharAt,
            ("deleteCharAt", _) => DeleteCharAt,
            ("delete", _) => Delete,
            ("length", _) => BufferLength,
            ("charAt", _) => BufferCharAt,
            ("capacity" | "ensureCapacity", _) => None,
            ("getChars", _) => GetChars,
            _ => BufferChange,
        },
        (
            "java/lang/String"
            | "java/lang/Integer"
            | "java/lang/Long"
            | "java/lang/Character"
            | "java/lang/Short"
            | "java/lang/Byte"
            | "java/lang/Boolean",
            "<init>",
            _,
        ) => ValueNew,
        ("java/lang/String", "getChars", _) => GetChars,
        ("java/lang/Object", "<init>", _) => Nothing,
        ("java/util/Vector" | "java/util/Stack", _, _) => match name {
            "<init>" => ListNew,
            "addElement" | "push" | "add" if !descriptor.starts_with("(I") => ListAdd,
            "insertElementAt" => ListInsert,
            "setElementAt" => ListSet,
            "elementAt" | "get" => ListGet,
            "firstElement" => ListFirst,
            "lastElement" | "peek" => ListLast,
            "pop" => ListPop,
            "size" => ListSize,
            "removeAllElements" => ListClear,
            "removeElementAt" => ListRemove,
            "indexOf" | "contains" => ListIndexOf,
            "elements" => Elements,
            "isEmpty" | "empty" | "capacity" | "ensureCapacity" | "trimToSize" | "copyInto" => None,
            _ => TableChange,
        },
        ("java/util/Hashtable", _, _) => match name {
            "<init>" => TableNew,
            "put" => TablePut,
            "get" => TableGet,
            "size" => TableSize,
            "elements" => Elements,
            "keys" => Keys,
            "containsKey" | "contains" | "isEmpty" => None,
            _ => TableChange,
        },
        ("java/util/Enumeration", "nextElement", _) => NextElement,
        ("java/lang/System", "arraycopy", _) => ArrayCopy,
        ("java/io/ByteArrayInputStream", "<init>", _) => BytesInputNew,
        ("java/io/ByteArrayOutputStream", "<init>", _) => OutputNew,
        ("java/io/DataInputStream" | "java/io/DataOutputStream" | "java/io/InputStreamReader", "<init>", _) => Wrap,
        (
            "java/io/InputStream"
            | "java/io/ByteArrayInputStream"
            | "java/io/DataInputStream"
            | "java/io/DataInput"
            | "java/io/InputStreamReader"
            | "java/io/Reader",
            _,
            _,
        ) => match (name, descriptor) {
            ("read", "()I") => Read,
            ("read", _) => ReadInto,
            ("readFully", _) => ReadFully,
            ("readUTF", "()Ljava/lang/String;") => ReadText,
            ("readByte" | "readUnsignedByte" | "readBoolean", _) => {
                ReadNumber(if name == "readByte" { 0x81 } else { 1 })
            }
            ("readShort" | "readUnsignedShort" | "readChar", _) => {
                ReadNumber(if name == "readShort" { 0x82 } else { 2 })
            }
            ("readInt", _) => ReadNumber(4),
            ("available", _) => Available,
            ("skip" | "skipBytes", _) => Skip,
            ("close", _) => Nothing,
            _ => None,
        },
        ("java/io/OutputStream" | "java/io/ByteArrayOutputStream" | "java/io/DataOutputStream", _, _) => {
            match (name, descriptor) {
                ("write" | "writeByte", "(I)V") => Write,
                ("write", _) => WriteAll,
                ("toByteArray", _) => OutputBytes,
                _ => None,
            }
        }
        ("javax/microedition/midlet/MIDlet", "getAppProperty", _) => GetProperty,
        ("java/lang/Class", "forName", _) => ForName,
        ("java/lang/Object", "getClass", _) => GetClass,
        ("java/lang/Object", "toString", _) => ObjectText,
        ("java/lang/Throwable", "getMessage", _) => GetMessage,
        (_, "<init>", "(Ljava/lang/String;)V") if class.ends_with("Exception") || class.ends_with("Error") => {
            ThrowableNew
        }
        ("java/lang/Class", "getResourceAsStream", _) => ResourceOpen,
        _ => Function::of(class, name, descriptor).map_or(None, Pure),
    }
}

/// Looks up every member of `program`; the list is indexed as `Program::members`.
pub fn look_up<'p>(program: &Program, hierarchy: &mut Hierarchy, platform: &'p Platform) -> Vec<Member<'p>> {
    (0..program.members.len()).map(|index| look_up_one(program, hierarchy, platform, index as u32)).collect()
}

fn look_up_one<'p>(program: &Program, hierarchy: &mut Hierarchy, platform: &'p Platform, index: u32) -> Member<'p> {
    let member = program.members[index as usize];
    let text = |sym| program.symbols.text(sym);
    let (name, descriptor) = (text(member.name), text(member.descriptor));
    if !descriptor.starts_with('(') {
        let field = match hierarchy.resolve_member(program, platform, index) {
            Resolved::Field(field) => Some(field),
            _ => None,
        };
        let kind = signature::field(descriptor).filter(|(_, rest)| rest.is_empty()).map(|(kind, _)| kind);
        return Member { field, kind, ..Member::default() };
    }
    let mut found = Member { signature: Signature::parse(descriptor), ..Member::default() };
    let result = descriptor.rsplit(')').next().unwrap_or("");
    found.mutable = result.starts_with('[') || is_mutable(result);
    let class = match hierarchy.resolve_method(program, platform, index) {
        Resolved::Application(_) | Resolved::Field(_) => return found,
        Resolved::Platform(class) => class,
        Resolved::Unknown => text(member.class),
    };
    found.native = native(class, name, descriptor);
    found.external = true;
    // The class that the reference names says more than the one that declares the method: a `Contact` is a `PIMItem`.
    let named = text(member.class);
    found.flows = platform.flows(if platform.class(named).is_some() { named } else { class }, name, descriptor);
    found.models = platform.call_models(class, name, descriptor).collect();
    let position = |wanted: &str, model: &CallModel<'p>| {
        model.args().find(|a| a.name == wanted).and_then(|a| u8::try_from(a.position).ok())
    };
    found.made_from = found.models.iter().find_map(|m| position(m.returns()?, m));
    found.sets = found.models.iter().find_map(|m| position(m.sets()?, m));
    found.fills = matches!(found.native, Native::ReadInto | Native::ReadFully)
        || FILLING.iter().any(|verb| name.starts_with(verb));
    found.source = format!("{}.{name}", class.rsplit('/').next().unwrap_or(class)).into();
    let keyed = found.signature.as_ref().is_some_and(|s| s.params.first() == Some(&Kind::Ref))
        && descriptor.starts_with("(Ljava/lang/String;")
        && result == "Ljava/lang/String;";
    found.source_key = keyed.then_some(1);
    found.object = result.starts_with(['L', '[']) && result != "Ljava/lang/String;";
    found.settable = found.object && settable(platform, result);
    if !found.models.is_empty() {
        found.target = dotted_member(class, name, descriptor).into();
        let tells = |class: &str| {
            platform.class(class).is_some_and(|_| TELLING.iter().any(|t| platform.is_subclass(class, t) == Some(true)))
        };
        let params =
            signature::parameters(descriptor).map(|d| match d.strip_prefix('L').and_then(|d| d.strip_suffix(';')) {
                Some(class) => class == "java/lang/Object" || tells(class),
                None => d.starts_with('['),
            });
        // A static method has no receiver: its operands are one place further to the front.
        found.telling = std::iter::once(tells(class))
            .chain(params)
            .take(63)
            .enumerate()
            .fold(0, |all, (n, t)| all | u64::from(t) << n);
        if !found.models.iter().any(|model| model.kind().second_look) {
            found.telling = 0;
        }
    }
    found
}

/// How the names of methods start that fill arrays which they are given.
const FILLING: [&str; 8] = ["read", "get", "copy", "receive", "do", "update", "digest", "final"];

/// Classes whose objects are texts or are known by one: names, connections by their URL, messages by their address.
const TELLING: [&str; 5] = [
    "java/lang/String",
    "java/lang/Class",
    "javax/microedition/io/Connection",
    "javax/wireless/messaging/Message",
    "javax/microedition/content/Invocation",
];

/// Whether objects of that descriptor are buffers or containers that are followed.
pub fn is_mutable(descriptor: &str) -> bool {
    matches!(
        descriptor,
        "Ljava/lang/StringBuffer;"
            | "Ljava/lang/StringBuilder;"
            | "Ljava/util/Vector;"
            | "Ljava/util/Stack;"
            | "Ljava/util/Hashtable;"
            | "Ljava/io/ByteArrayOutputStream;"
    )
}

/// Whether some method of the class can change what its objects are known by.
fn settable(platform: &Platform, descriptor: &str) -> bool {
    let Some(class) = descriptor.strip_prefix('L').and_then(|d| d.strip_suffix(';')) else { return false };
    let Some(class) = platform.class(class) else { return false };
    let info = platform.class_info(class);
    let classes = std::iter::once(class).chain(info.ancestors());
    classes.flat_map(|c| platform.class_info(c).members().collect::<Vec<_>>()).any(|m| {
        m.descriptor.starts_with('(')
            && platform.call_models(info.name, m.name, m.descriptor).any(|model| model.sets().is_some())
    })
}
