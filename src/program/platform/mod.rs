//! The platform model: which API has which class and member, which permission a call needs, which names a suite may not
//! use. In: names as class files write them (slashes, descriptors). Out: records of the tables under `rules/platform`,
//! read in place from the index that the build script made of them, or that [`Platform::load`] made of a folder. Nothing here
//! is about the application.

mod calls;
mod compile;
mod condition;
mod entries;
mod index;
mod layout;
mod load;
pub mod screens;
#[cfg(test)]
mod tests;

pub use callbacks::{Callback, How, Registration, Trigger, Via};
pub use calls::{Argument, CallModel, Certainty, PermissionMatch};
pub use entries::EntryRule;
pub use flows::{Flow, FlowRole, FlowTest, Location, Operator};
pub use load::PlatformError;

use crate::facts::Str;
use index::Index;

use layout::*;

/// Number of a class of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(u32);

/// Number of an API (configuration, profile, optional package, vendor API or packed library).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiId(u32);

/// Number of a member of a platform class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberId(u32);

/// How sure the source of a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// from memory
    Low,
    /// derived
    Medium,
    /// read in the source
    High,
}

impl Confidence {
    fn from_word(word: u32) -> Self {
        match word {
            0 => Confidence::Low,
            1 => Confidence::Medium,
            _ => Confidence::High,
        }
    }

    /// The word used in tables and facts.
    pub const fn as_str(self) -> &'static str {
        CONFIDENCES[self as usize]
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident from $list:ident: $($(#[$item:meta])* $variant:ident,)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$item])* $variant,)+
        }

        impl $name {
            const ALL: [Self; $list.len()] = [$(Self::$variant,)+];

            pub(super) fn from_word(word: u32) -> Self {
                Self::ALL[word as usize]
            }

            /// The word as written in the tables.
            pub const fn as_str(self) -> &'static str {
                $list[self as usize]
            }
        }
    };
}

mod callbacks;
mod flows;

words! {
    /// What sort of API it is.
    Family from FAMILIES:
    /// CLDC, CDC
    Configuration,
    /// MIDP, Foundation Profile, umbrella specifications such as JTWI and MSA
    Profile,
    /// an optional package (JSR)
    Optional,
    /// an API of a manufacturer or operator
    Vendor,
    /// a library that authors pack into their suites
    Library,
}

words! {
    /// What names a restriction covers.
    RestrictionRule from RESTRICTION_RULES:
    /// the package and all below it
    Prefix,
    /// classes of exactly this package
    ExactPackage,
    /// classes of packages below this one, not of this one itself
    Subpackages,
    /// class names that start with this text
    NamePrefix,
}

words! {
    /// What a suite may not do with a restricted name.
    RestrictionEffect from RESTRICTION_EFFECTS:
    /// contain a class of that name
    MayNotDefine,
    /// name such a class in any way
    MayNotReference,
}

words! {
    /// What kind of name a permission has, which says where it may be declared.
    PermissionForm from PERMISSION_FORMS:
    /// named in MIDlet-Permissions
    Midp,
    /// a permission class of MIDP 3 or CDC
    Class,
    /// named in MIDlet-Permissions of suites for one manufacturer
    Vendor,
    /// a key of BlackBerry application control, set by the user
    BlackBerry,
    /// not declared: the user is asked
    Prompt,
    /// of the implementation, not for suites
    Internal,
}

/// A class of the platform.
#[derive(Clone, Copy, Debug)]
pub struct ClassInfo<'a> {
    index: &'a Index,
    /// Its number.
    pub id: ClassId,
    /// Its name, with slashes.
    pub name: &'a str,
    /// Interface or class.
    pub is_interface: bool,
    /// First API that has it.
    pub api: ApiId,
    /// Superclass, with slashes; `None` for `java/lang/Object`.
    pub superclass: Option<&'a str>,
    /// Whether its members and those of all its ancestors are listed.
    pub members_listed: bool,
    /// How sure the row is.
    pub confidence: Confidence,
}

impl<'a> ClassInfo<'a> {
    /// Interfaces named by it, with slashes.
    pub fn interfaces(&self) -> impl ExactSizeIterator<Item = &'a str> + use<'a> {
        let index = self.index;
        index.list(CLASSES, self.id.0, 5).map(move |n| index.name(n))
    }

    /// Further APIs that have it and do not contain [`ClassInfo::api`].
    pub fn also_in(&self) -> impl ExactSizeIterator<Item = ApiId> + use<'a> {
        self.index.list(CLASSES, self.id.0, 7).map(ApiId)
    }

    /// Superclasses from the nearest, then interfaces: the order in which a VM looks for a member.
    pub fn ancestors(&self) -> impl ExactSizeIterator<Item = ClassId> + use<'a> {
        self.index.list(CLASSES, self.id.0, 9).map(ClassId)
    }

    /// Its own listed members, sorted by name and descriptor.
    pub fn members(&self) -> impl Iterator<Item = MemberInfo<'a>> + use<'a> {
        let index = self.index;
        index.range(CLASSES, self.id.0, 11).map(move |m| MemberInfo::read(index, MemberId(m)))
    }

    /// Where the row is from.
    pub fn source(&self) -> &'a str {
        self.index.prose(self.index.field(CLASSES, self.id.0, 13))
    }
}

/// A field, method or constructor of a platform class.
#[derive(Clone, Copy, Debug)]
pub struct MemberInfo<'a> {
    index: &'a Index,
    /// Its number.
    pub id: MemberId,
    /// The class that declares it.
    pub class: ClassId,
    /// Its name.
    pub name: &'a str,
    /// Its descriptor.
    pub descriptor: &'a str,
    /// Static.
    pub is_static: bool,
    /// Protected; public otherwise.
    pub is_protected: bool,
    /// First API in which this class declares it.
    pub api: ApiId,
    /// How sure the row is.
    pub confidence: Confidence,
}

impl<'a> MemberInfo<'a> {
    fn read(index: &'a Index, id: MemberId) -> Self {
        let flags = index.field(MEMBERS, id.0, 3);
        MemberInfo {
            index,
            id,
            class: ClassId(index.field(MEMBERS, id.0, 0)),
            name: index.name(index.field(MEMBERS, id.0, 1)),
            descriptor: index.name(index.field(MEMBERS, id.0, 2)),
            is_static: flags & STATIC != 0,
            is_protected: flags & PROTECTED != 0,
            api: ApiId(index.field(MEMBERS, id.0, 4)),
            confidence: Confidence::from_word(flags >> CONFIDENCE_SHIFT),
        }
    }

    /// Where the row is from.
    pub fn source(&self) -> &'a str {
        self.index.prose(self.index.field(MEMBERS, self.id.0, 6))
    }
}

/// A package of a known API.
#[derive(Clone, Copy, Debug)]
pub struct PackageInfo<'a> {
    /// Its name, with slashes; classes of packages below it belong to it unless a longer one is listed.
    pub name: &'a str,
    /// The first API with classes in it.
    pub api: ApiId,
    /// How sure the row is.
    pub confidence: Confidence,
    /// What else is to be known, such as further APIs.
    pub note: &'a str,
    /// Where the row is from.
    pub source: &'a str,
}

/// A configuration, profile, optional package, vendor API or packed library.
#[derive(Clone, Copy, Debug)]
pub struct ApiInfo<'a> {
    /// Its number.
    pub id: ApiId,
    /// As printed, such as `MIDP-2.0`, `JSR120`, `Nokia-UI-1.1`.
    pub name: &'a str,
    /// Full title.
    pub title: &'a str,
    /// Number of the Java specification request; empty when there is none.
    pub jsr: &'a str,
    /// What sort it is.
    pub family: Family,
    /// Whether the members of its classes are listed.
    pub members_listed: bool,
    /// How sure the row is.
    pub confidence: Confidence,
    /// What else is to be known.
    pub note: &'a str,
    /// Where the row is from.
    pub source: &'a str,
}

/// What a reference to a member of a platform class finds.
#[derive(Clone, Copy, Debug)]
pub enum Resolution<'a> {
    /// The member is listed.
    Found {
        /// The class that declares it.
        class: ClassId,
        /// The member.
        member: MemberInfo<'a>,
        /// First API in which a reference through this class resolves. Earlier than `member.api` where the member
        /// overrides one of an ancestor: `List.setTitle` is a row of MIDP 2.0, but `Screen` has had it since 1.0.
        api: ApiId,
    },
    /// The class is known, but its members or those of an ancestor are not listed.
    ClassOnly {
        /// The class.
        class: ClassId,
    },
    /// The class is known with all its members, and this is none of them.
    NoSuchMember {
        /// The class.
        class: ClassId,
    },
    /// The class is not known.
    NoSuchClass,
}

/// A name that suites may not define or refer to on some devices.
#[derive(Clone, Copy, Debug)]
pub struct Restriction<'a> {
    /// The restricted name, with slashes.
    pub name: &'a str,
    /// What names it covers.
    pub rule: RestrictionRule,
    /// What a suite may not do.
    pub effect: RestrictionEffect,
    /// Which devices refuse it: `kvm`, `cldc-hi`, `symbian-jrt`, or `midp-text` for the specification itself.
    pub who: &'a str,
    /// How sure the row is.
    pub confidence: Confidence,
    /// Where the row is from.
    pub source: &'a str,
}

/// A permission.
#[derive(Clone, Copy, Debug)]
pub struct PermissionInfo<'a> {
    /// Its name.
    pub name: &'a str,
    /// JSR number or vendor.
    pub jsr: &'a str,
    /// What kind of name it is.
    pub form: PermissionForm,
    /// Function group of MSA (JSR 248); empty when it is in none; several are parted by ` / `.
    pub group: &'a str,
    /// Function group of JTWI (JSR 185); empty when it is in none.
    pub group_jtwi: &'a str,
    /// What it allows.
    pub meaning: &'a str,
    /// How sure the row is.
    pub confidence: Confidence,
    /// Where the row is from.
    pub source: &'a str,
}

/// A kind of call: the vocabulary of rules and `call` facts.
#[derive(Clone, Copy, Debug)]
pub struct KindInfo<'a> {
    index: &'a Index,
    number: u32,
    /// Its name, such as `message.send`.
    pub name: &'a str,
    /// What such a call does.
    pub doc: &'a str,
    /// What its arguments are is worth a second look where the first leaves them open.
    pub second_look: bool,
}

impl<'a> KindInfo<'a> {
    fn read(index: &'a Index, number: u32) -> Self {
        KindInfo {
            index,
            number,
            name: index.name(index.field(KINDS, number, 0)),
            doc: index.prose(index.field(KINDS, number, 1)),
            second_look: index.field(KINDS, number, 4) != 0,
        }
    }

    /// Names of the arguments that calls of this kind may have, sorted.
    pub fn args(&self) -> impl ExactSizeIterator<Item = &'a str> + use<'a> {
        let index = self.index;
        index.list(KINDS, self.number, 2).map(move |n| index.name(n))
    }
}

/// The APIs that a suite declares, with all that these contain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    set: [u32; SET_WORDS],
    /// Names that no API answers to, as written.
    pub unknown: Vec<Str>,
}

impl Declared {
    /// Whether a device with the declared APIs has this one.
    pub fn contains(&self, api: ApiId) -> bool {
        bit(&self.set, api)
    }

    /// Whether a device with the declared APIs has the class.
    pub fn has_class(&self, class: &ClassInfo<'_>) -> bool {
        self.contains(class.api) || class.also_in().any(|api| self.contains(api))
    }

    /// Whether nothing that is known is declared.
    pub fn is_empty(&self) -> bool {
        self.set == [0; SET_WORDS]
    }
}

fn bit(set: &[u32; SET_WORDS], api: ApiId) -> bool {
    set[api.0 as usize / 32] & (1 << (api.0 % 32)) != 0
}

/// The platform model: the one compiled in, or one of a folder.
#[derive(Debug)]
pub struct Platform {
    index: Index,
    origin: Origin,
}

/// Where a platform model is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// compiled in
    Builtin,
    /// compiled in, with the tables of a folder laid over it
    Added,
    /// of a folder alone
    Replaced,
}

static BUILTIN: Platform = Platform { index: Index::BUILTIN, origin: Origin::Builtin };

impl Platform {
    /// The platform compiled in: CLDC, MIDP, the JSRs and the vendor APIs.
    pub fn builtin() -> &'static Platform {
        &BUILTIN
    }

    /// Whether a folder says something of it.
    pub fn has_folder(&self) -> bool {
        self.origin != Origin::Builtin
    }

    /// Whether applications are MIDlet suites: no folder took the place of the platform compiled in.
    pub fn runs_midlets(&self) -> bool {
        self.origin != Origin::Replaced
    }

    /// The class of that name (with slashes).
    pub fn class(&self, internal: &str) -> Option<ClassId> {
        self.index.find_name(CLASS_SLOTS, CLASSES, internal).map(ClassId)
    }

    /// What the tables say of a class.
    pub fn class_info(&self, class: ClassId) -> ClassInfo<'_> {
        let flags = self.index.field(CLASSES, class.0, 2);
        ClassInfo {
            index: &self.index,
            id: class,
            name: self.index.name(self.index.field(CLASSES, class.0, 0)),
            is_interface: flags & INTERFACE != 0,
            api: ApiId(self.index.field(CLASSES, class.0, 3)),
            superclass: self.index.optional_name(self.index.field(CLASSES, class.0, 4)),
            members_listed: flags & LISTED != 0,
            confidence: Confidence::from_word(flags >> CONFIDENCE_SHIFT),
        }
    }

    /// All classes, sorted by name.
    pub fn classes(&self) -> impl ExactSizeIterator<Item = ClassInfo<'_>> {
        (0..self.index.count(CLASSES)).map(|n| self.class_info(ClassId(n as u32)))
    }

    /// The longest listed package that the class (with slashes) is in or below.
    pub fn package(&self, internal_class: &str) -> Option<PackageInfo<'_>> {
        let package = packages_of(internal_class).find_map(|p| self.index.find_name(PACKAGE_SLOTS, PACKAGES, p))?;
        Some(PackageInfo {
            name: self.index.name(self.index.field(PACKAGES, package, 0)),
            api: ApiId(self.index.field(PACKAGES, package, 1)),
            note: self.index.prose(self.index.field(PACKAGES, package, 2)),
            source: self.index.prose(self.index.field(PACKAGES, package, 3)),
            confidence: Confidence::from_word(self.index.field(PACKAGES, package, 4)),
        })
    }

    /// Finds a member as a VM does: in the class, then its superclasses, then its interfaces. Constructors are not
    /// inherited; an array class has the members of `java/lang/Object`.
    pub fn resolve(&self, class: &str, member: &str, descriptor: &str) -> Resolution<'_> {
        let class = if class.starts_with('[') { "java/lang/Object" } else { class };
        let Some(class) = self.class(class) else { return Resolution::NoSuchClass };
        let member_hash = hash(hash(HASH_START, member), descriptor);
        let own = |c: u32| {
            self.index.find(MEMBER_SLOTS, join(self.index.field(CLASSES, c, 1), member_hash), |m| {
                self.index.field(MEMBERS, m, 0) == c
                    && self.index.name(self.index.field(MEMBERS, m, 1)) == member
                    && self.index.name(self.index.field(MEMBERS, m, 2)) == descriptor
            })
        };
        let inherited = !member.starts_with('<');
        let ancestors = self.class_info(class).ancestors();
        let found = own(class.0).or_else(|| inherited.then(|| ancestors.map(|a| a.0).find_map(own)).flatten());
        match found {
            Some(m) => {
                let info = MemberInfo::read(&self.index, MemberId(m));
                Resolution::Found { class: info.class, member: info, api: ApiId(self.index.field(MEMBERS, m, 5)) }
            }
            None if self.class_info(class).members_listed => Resolution::NoSuchMember { class },
            None => Resolution::ClassOnly { class },
        }
    }

    /// Whether `class` is `ancestor` or extends or implements it; `None` when the tables can't tell.
    pub fn is_subclass(&self, class: &str, ancestor: &str) -> Option<bool> {
        if class == ancestor {
            return Some(true);
        }
        let class = self.class(class)?;
        let target = self.class(ancestor);
        if target.is_some_and(|t| self.class_info(class).ancestors().any(|a| a == t)) {
            return Some(true);
        }
        (self.index.field(CLASSES, class.0, 2) & OPEN == 0).then_some(false)
    }

    /// The models of a call, from the class itself or else from its nearest ancestor that has any; those of whole
    /// packages only where no other speaks of the call. `class` is the class named in the reference, or the one that
    /// [`Platform::resolve`] found.
    pub fn call_models<'p>(
        &'p self,
        class: &str,
        member: &str,
        descriptor: &str,
    ) -> impl Iterator<Item = CallModel<'p>> + use<'p> {
        calls::find_models(&self.index, class, member, descriptor)
    }

    /// The permission of that name.
    pub fn permission(&self, name: &str) -> Option<PermissionInfo<'_>> {
        self.index.search(PERMISSIONS, name).map(|n| permission(&self.index, n))
    }

    /// All permissions, sorted by name.
    pub fn permissions(&self) -> impl ExactSizeIterator<Item = PermissionInfo<'_>> {
        (0..self.index.count(PERMISSIONS)).map(|n| permission(&self.index, n as u32))
    }

    /// What devices restrict about a class name (with slashes), nearest package first.
    pub fn restricted<'p>(&'p self, internal_class: &str) -> impl Iterator<Item = Restriction<'p>> + use<'p> {
        let mut found = Vec::new();
        for (level, package) in packages_of(internal_class).enumerate() {
            let Some(first) = self.index.find_name(RESTRICTED_SLOTS, RESTRICTED, package) else { continue };
            let rows = (first..self.index.count(RESTRICTED) as u32).map(|n| restriction(&self.index, n));
            found.extend(rows.take_while(|r| r.name == package).filter(|r| match r.rule {
                RestrictionRule::Prefix => true,
                RestrictionRule::ExactPackage => level == 0,
                RestrictionRule::Subpackages => level > 0,
                RestrictionRule::NamePrefix => false,
            }));
        }
        let last = (0..self.index.count(RESTRICTED) as u32).rev().map(|n| restriction(&self.index, n));
        let by_name = last.take_while(|r| r.rule == RestrictionRule::NamePrefix);
        found.extend(by_name.filter(|r| internal_class.starts_with(r.name)));
        found.into_iter()
    }

    /// All restrictions.
    pub fn restrictions(&self) -> impl ExactSizeIterator<Item = Restriction<'_>> {
        (0..self.index.count(RESTRICTED)).map(|n| restriction(&self.index, n as u32))
    }

    /// What the tables say of an API.
    pub fn api(&self, api: ApiId) -> ApiInfo<'_> {
        ApiInfo {
            id: api,
            name: self.index.name(self.index.field(APIS, api.0, 0)),
            title: self.index.prose(self.index.field(APIS, api.0, 1)),
            jsr: self.index.name(self.index.field(APIS, api.0, 2)),
            family: Family::from_word(self.index.field(APIS, api.0, 3)),
            members_listed: self.index.field(APIS, api.0, 4) != 0,
            note: self.index.prose(self.index.field(APIS, api.0, 5)),
            source: self.index.prose(self.index.field(APIS, api.0, 6)),
            confidence: Confidence::from_word(self.index.field(APIS, api.0, 7)),
        }
    }

    /// All APIs: configurations, profiles, optional packages, vendors, libraries.
    pub fn apis(&self) -> impl ExactSizeIterator<Item = ApiInfo<'_>> {
        (0..self.index.count(APIS)).map(|n| self.api(ApiId(n as u32)))
    }

    /// The API of that name, as printed.
    pub fn api_named(&self, name: &str) -> Option<ApiInfo<'_>> {
        self.apis().find(|a| a.name == name)
    }

    /// Whether a device with `api` has `part`, too.
    pub fn api_contains(&self, api: ApiId, part: ApiId) -> bool {
        bit(&self.api_set(api), part)
    }

    /// What a suite declares with the values of `MicroEdition-Configuration` and `MicroEdition-Profile`, both lists
    /// parted by blanks. Letter case does not count, as some devices compare without it.
    pub fn declared(&self, configuration: &str, profiles: &str) -> Declared {
        let mut declared = Declared::default();
        for word in configuration.split_whitespace().chain(profiles.split_whitespace()) {
            let known = (0..self.index.count(API_NAMES) as u32)
                .find(|&n| self.index.name(self.index.field(API_NAMES, n, 0)).eq_ignore_ascii_case(word))
                .map(|n| ApiId(self.index.field(API_NAMES, n, 1)));
            match known {
                Some(api) => declared.set.iter_mut().zip(self.api_set(api)).for_each(|(a, b)| *a |= b),
                None => declared.unknown.push(word.into()),
            }
        }
        declared
    }

    /// All kinds of calls, sorted by name.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = KindInfo<'_>> {
        (0..self.index.count(KINDS)).map(|n| KindInfo::read(&self.index, n as u32))
    }

    /// The kind of that name.
    pub fn kind(&self, name: &str) -> Option<KindInfo<'_>> {
        self.index.search(KINDS, name).map(|n| KindInfo::read(&self.index, n))
    }

    fn api_set(&self, api: ApiId) -> [u32; SET_WORDS] {
        std::array::from_fn(|i| self.index.field(API_SETS, api.0, i))
    }
}

/// The package of a class and those above it, from the longest.
fn packages_of(class: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(class.rsplit_once('/').map(|(p, _)| p), |p| p.rsplit_once('/').map(|(p, _)| p))
}

fn permission(index: &Index, n: u32) -> PermissionInfo<'_> {
    PermissionInfo {
        name: index.name(index.field(PERMISSIONS, n, 0)),
        jsr: index.name(index.field(PERMISSIONS, n, 1)),
        form: PermissionForm::from_word(index.field(PERMISSIONS, n, 2)),
        group: index.name(index.field(PERMISSIONS, n, 3)),
        group_jtwi: index.name(index.field(PERMISSIONS, n, 4)),
        meaning: index.prose(index.field(PERMISSIONS, n, 5)),
        source: index.prose(index.field(PERMISSIONS, n, 6)),
        confidence: Confidence::from_word(index.field(PERMISSIONS, n, 7)),
    }
}

fn restriction(index: &Index, n: u32) -> Restriction<'_> {
    Restriction {
        name: index.name(index.field(RESTRICTED, n, 0)),
        rule: RestrictionRule::from_word(index.field(RESTRICTED, n, 1)),
        effect: RestrictionEffect::from_word(index.field(RESTRICTED, n, 2)),
        who: index.name(index.field(RESTRICTED, n, 3)),
        source: index.prose(index.field(RESTRICTED, n, 4)),
        confidence: Confidence::from_word(index.field(RESTRICTED, n, 5)),
    }
}
