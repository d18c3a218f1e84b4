//! Layout of the binary platform index: the build script writes it, the library reads it in place. Everything is a
//! little-endian 32-bit word; the file starts with the word offset and the record count of every section.

/// No string, no record.
pub const NONE: u32 = u32::MAX;

/// Offsets into the names text, one more than there are names.
pub const NAMES: usize = 0;
/// Offsets into the prose text, one more than there are pieces.
pub const PROSE: usize = 1;
/// id, title (prose), jsr, family, has members, note (prose), source (prose), confidence
pub const APIS: usize = 2;
/// For each API a bit set of the APIs that it contains, itself included; [`SET_WORDS`] words each.
pub const API_SETS: usize = 3;
/// lower-case name in descriptors, API
pub const API_NAMES: usize = 4;
/// name, hash, flags, API, superclass, interfaces (list), also in (list), ancestors (list), members (range), source (prose)
pub const CLASSES: usize = 5;
/// Open addressing: class number or [`NONE`].
pub const CLASS_SLOTS: usize = 6;
/// class, name, descriptor, flags, API of the row, API since which a call resolves, source (prose)
pub const MEMBERS: usize = 7;
/// Open addressing: member number or [`NONE`].
pub const MEMBER_SLOTS: usize = 8;
/// name, API, note (prose), source (prose), confidence
pub const PACKAGES: usize = 9;
/// Open addressing: package number or [`NONE`].
pub const PACKAGE_SLOTS: usize = 10;
/// name, rule, effect, who, source (prose), confidence; sorted by name, those of rule name-prefix last
pub const RESTRICTED: usize = 11;
/// Open addressing: first record with a name, or [`NONE`].
pub const RESTRICTED_SLOTS: usize = 12;
/// name, JSR or vendor, form, group, JTWI group, meaning (prose), source (prose), confidence; sorted by name
pub const PERMISSIONS: usize = 13;
/// name, doc (prose), argument names (list), whether their values are worth a second look; sorted by name
pub const KINDS: usize = 14;
/// kind, class, arguments (start and number of triples name, position, optional), returns, sets, needs (range),
/// note (prose), source (prose), confidence
pub const CALLS: usize = 15;
/// permissions (list), tests (range), note (prose), source (prose), confidence, never sure
pub const NEEDS: usize = 16;
/// argument name, flags, operator, operand (list); sorted by argument within one need
pub const TESTS: usize = 17;
/// class, name, descriptor ([`NONE`] = any), calls (list)
pub const CALL_KEYS: usize = 18;
/// Open addressing: call key number or [`NONE`].
pub const CALL_SLOTS: usize = 19;
/// package prefix, call
pub const PACKAGE_CALLS: usize = 20;
/// interface or class, name, descriptor, how, source (prose), confidence; sorted by the first three
pub const CALLBACKS: usize = 21;
/// Open addressing: first callback of an interface, or [`NONE`].
pub const CALLBACK_SLOTS: usize = 22;
/// class, name, descriptor ([`NONE`] = any), argument, interface, name of the one callback or [`NONE`], how or [`NONE`],
/// method that sets it off or [`NONE`], repeats, source (prose), confidence; sorted by the first three
pub const REGISTRATIONS: usize = 23;
/// Open addressing: first registration of a member, or [`NONE`].
pub const REGISTRATION_SLOTS: usize = 24;
/// class, name, descriptor ([`NONE`] = any), role, from (list of places), to, key, same, kind, argument name, schemes
/// (list of scheme and kind), flags, when (operator, argument, operands), made (the same), source (prose), confidence,
/// kinds of data (list; empty for all), kind of call that does not make the receiver or [`NONE`], kind of call made on the
/// receiver or [`NONE`] and its test (as above);
/// sorted by the first three, then in the order of the files
pub const FLOWS: usize = 25;
/// Open addressing: first flow of a member, or [`NONE`].
pub const FLOW_SLOTS: usize = 26;
/// class pattern or [`NONE`], supertype or [`NONE`], manifest attribute or [`NONE`], methods (list of pairs: name pattern,
/// descriptor or [`NONE`]), flags, trigger, source (prose), confidence
pub const ENTRIES: usize = 27;
/// Flat storage of the lists; a list is given by its first word and its length.
pub const LISTS: usize = 28;
/// Number of sections.
pub const SECTIONS: usize = 29;

/// Words of one record, by section.
pub const WIDTH: [usize; SECTIONS] =
    [1, 1, 8, SET_WORDS, 2, 14, 1, 7, 1, 5, 1, 6, 1, 8, 5, 11, 8, 5, 5, 1, 2, 6, 1, 11, 1, 32, 1, 9, 1];

/// Words of an API set; room for 160 APIs.
pub const SET_WORDS: usize = 5;

/// Class flag: an interface.
pub const INTERFACE: u32 = 1;
/// Class flag: some ancestor is not in the table.
pub const OPEN: u32 = 2;
/// Class flag: its members and those of all its ancestors are listed.
pub const LISTED: u32 = 4;
/// Member flag: static.
pub const STATIC: u32 = 1;
/// Member flag: protected, otherwise public.
pub const PROTECTED: u32 = 2;
/// Where the confidence (0 low, 1 medium, 2 high) stands in class and member flags.
pub const CONFIDENCE_SHIFT: u32 = 4;

/// Families of APIs, as written in the table.
pub const FAMILIES: [&str; 5] = ["configuration", "profile", "optional", "vendor", "library"];
/// Words for confidence, as written in the tables.
pub const CONFIDENCES: [&str; 3] = ["low", "medium", "high"];
/// Rules of restriction, as written in the table.
pub const RESTRICTION_RULES: [&str; 4] = ["prefix", "exact-package", "subpackages", "name-prefix"];
/// Effects of a restriction, as written in the table.
pub const RESTRICTION_EFFECTS: [&str; 2] = ["may-not-define", "may-not-reference"];
/// Forms of permission names, as written in the table.
pub const PERMISSION_FORMS: [&str; 6] = ["midp", "class", "vendor", "blackberry", "prompt", "internal"];

/// Test flag: true when the operator says no.
pub const NEGATED: u32 = 1;
/// Test flag: part of an `unless`, which counts only when it surely holds.
pub const UNLESS: u32 = 2;

/// Operators of `when` and `unless`, by number.
pub const OPERATORS: [&str; 12] = [
    "scheme",
    "host-empty",
    "host-localhost",
    "equals-int",
    "equals-text",
    "prefix",
    "suffix",
    "contains",
    "null",
    "param",
    "constant",
    "absent",
];

/// Where the way in which the platform calls stands in the word `how`: 0 lifecycle, 1 event, 2 starts, 3 calls back.
/// Below it stands the number of the trigger or via.
pub const HOW_SHIFT: u32 = 8;
/// What sets application code off, as written in the tables and facts.
pub const TRIGGERS: [&str; 6] = ["launch", "push", "alarm", "network", "peer", "user"];
/// Threads of control that application code starts, as written in the tables and facts.
pub const VIAS: [&str; 3] = ["thread", "timer", "serial"];

/// Entry flag: only static methods.
pub const ENTRY_STATIC: u32 = 1;
/// Entry flag: only methods of objects.
pub const ENTRY_INSTANCE: u32 = 2;
/// Entry flag: methods need not be public.
pub const ENTRY_ANY_ACCESS: u32 = 4;
/// Entry flag: the descriptor should name such classes.
pub const ENTRY_DESCRIPTOR: u32 = 8;
/// What a model of data flow says of a member, by number.
pub const FLOW_ROLES: [&str; 4] = ["source", "sink", "propagator", "sanitiser"];
/// The place that is the result of a call. 0 is the receiver, 1.. are the arguments.
pub const PLACE_RETURN: u32 = 0xff_ff;
/// Place flag: what is in the object, not the object.
pub const PLACE_CONTENT: u32 = 1 << 16;
/// Flow flag: the platform calls the method, and the place is its parameter.
pub const FLOW_CALLBACK: u32 = 1;
/// No test.
pub const TEST_NONE: u32 = 0;
/// The text contains one of the operands, whatever the letter case.
pub const TEST_CONTAINS: u32 = 1;
/// The number is one of the operands.
pub const TEST_EQUALS: u32 = 2;
/// The number has some bit of the operand.
pub const TEST_BITS: u32 = 3;

/// Where hashing starts.
pub const HASH_START: u32 = 0x811c_9dc5;

/// FNV-1a of `text`, going on from `hash`.
pub fn hash(hash: u32, text: &str) -> u32 {
    text.bytes().fold(hash, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// Joins the hash of a class name and that of name and descriptor of a member.
pub fn join(class: u32, member: u32) -> u32 {
    let h = (class.rotate_left(7) ^ member).wrapping_mul(0x9e37_79b1);
    h ^ (h >> 15)
}

/// Number of arguments of a method descriptor; 0 for anything that is none.
pub fn argument_count(descriptor: &str) -> u32 {
    let mut count = 0;
    let mut in_name = false;
    let Some(rest) = descriptor.strip_prefix('(') else { return 0 };
    for b in rest.bytes() {
        match (in_name, b) {
            (true, b';') => in_name = false,
            (true, _) | (false, b'[') => {}
            (false, b')') => break,
            (false, b'L') => {
                in_name = true;
                count += 1;
            }
            (false, _) => count += 1,
        }
    }
    count
}
