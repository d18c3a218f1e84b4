//! Platforms that a folder describes: the Java SE example, class files of a current compiler, and what is said of folders
//! with mistakes.

use insta::assert_snapshot;
use mexelint::analysis::Selection;
use mexelint::bundle::{File, Input};
use mexelint::facts::{BundlePairing, Fact, Facts, Kind};
use mexelint::limits::Limits;
use mexelint::program::Program;
use mexelint::program::load::{ClassSource, Loader, load};
use mexelint::program::platform::Platform;
use mexelint::program::reader::ReaderScratch;
use mexelint::{Analyzer, Library, Scratch, Settings};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn example() -> PathBuf {
    root().join("examples/platforms/java-se")
}

fn platform(folder: &Path) -> Platform {
    Platform::load(folder).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The facts of a JAR on a platform.
fn facts(jar: &Path, platform: Platform, selection: Selection) -> Vec<Fact> {
    let settings = Settings { platform: Some(Arc::new(platform)), keep_facts: true, selection, ..Settings::default() };
    facts_with(jar, settings)
}

fn facts_with(jar: &Path, settings: Settings) -> Vec<Fact> {
    let bytes = fs::read(jar).unwrap();
    let file = File { path: "app.jar", bytes: &bytes };
    let input = Input { name: "app.jar", jad: None, jar: Some(file), pairing: BundlePairing::Single, origin: None };
    Analyzer::new(settings).analyze(&input, &mut Scratch::default()).facts
}

/// The example's facts of a kind, on the example's platform.
fn of_example(kind: Kind, selection: Selection) -> Vec<Fact> {
    let mut facts = facts(&example().join("app.jar"), platform(&example().join("platform")), selection);
    facts.retain(|fact| fact.kind == kind);
    facts
}

fn of_dynamic(kind: Kind, selection: Selection) -> Vec<Fact> {
    let mut facts =
        facts(&root().join("tests/platforms/dynamic.jar"), platform(&example().join("platform")), selection);
    facts.retain(|fact| fact.kind == kind);
    facts
}

/// One line a fact, as `mexelint facts` prints them.
fn shown(facts: &[Fact]) -> String {
    facts.iter().map(|fact| fact.to_text() + "\n").collect()
}

#[test]
fn the_example_has_two_flows_and_no_more() {
    let flows = of_example(Kind::Flow, Selection::default());
    let ends: Vec<(String, &str, &str, &str)> = flows
        .iter()
        .map(|f| {
            let field = |name| f.text(name).unwrap();
            (f.place.to_string(), field("origin"), field("source"), field("sink"))
        })
        .collect();
    assert_eq!(
        ends,
        [
            (
                "app.Main.runByLambda(Ljava/util/function/Supplier;)V@17:41".into(),
                "app.Main.lambda$main$0()Ljava/lang/String;@2",
                "environment",
                "command"
            ),
            ("app.Main.runTool()V@92:36".into(), "app.Main.main([Ljava/lang/String;)V@7", "environment", "command"),
        ]
    );
    assert_snapshot!("example-flows", shown(&flows));
}

/// Nothing of MIDP is asked of a program for another platform.
#[test]
fn another_platform_is_not_measured_by_cldc() {
    let facts = facts(&example().join("app.jar"), platform(&example().join("platform")), Selection::default());
    let of = |kind: Kind| shown(&facts.iter().filter(|f| f.kind == kind).cloned().collect::<Vec<_>>());
    assert_eq!(of(Kind::Classfile), "");
    assert_eq!(of(Kind::Descriptor), "");
    assert_eq!(of(Kind::Limit), "");
    assert_eq!(
        of(Kind::EntryPoint),
        "entry-point launch interface=\"\" undeclared=false at=app.Main.<clinit>()V\n\
         entry-point launch interface=\"\" undeclared=false at=\"app.Main.main([Ljava/lang/String;)V\"\n"
    );
}

#[test]
fn values_come_through_what_invokedynamic_links() {
    let arguments = of_dynamic(Kind::Argument, Selection { arguments: true, ..Selection::default() });
    let mut lines = String::new();
    for fact in arguments.iter().filter(|f| f.text("target") == Some("app.Dynamic.show(Ljava/lang/String;)V")) {
        let text = fact.to_text();
        let (value, at) = (text.find("value=").unwrap(), text.find(" at=").unwrap());
        let value = text[value..].split(" target=").next().unwrap();
        writeln!(lines, "{value}{}", &text[at..]).unwrap();
    }
    assert_snapshot!("dynamic-values", lines);
}

#[test]
fn data_flows_through_what_invokedynamic_links() {
    let flows = of_dynamic(Kind::Flow, Selection::default());
    let sinks: Vec<String> = flows.iter().map(|f| f.place.to_string()).collect();
    let sink = |method: &str| sinks.iter().filter(|s| s.starts_with(&format!("app.Dynamic.{method}()"))).count();
    assert_eq!(["flowByCapture", "flowByParameter", "flowByConcatenation", "flowNot"].map(sink), [1, 1, 1, 0]);
    assert_eq!(sinks.len(), 3);
}

/// An edge leads to what a lambda or method reference stands for, never to a class that no file has.
#[test]
fn edges_lead_through_lambdas() {
    let edges = of_dynamic(Kind::Edge, Selection { edges: true, ..Selection::default() });
    assert!(edges.iter().all(|f| !f.text("target").unwrap().contains("$$") && !f.place.to_string().contains("$$")));
    let from = |method: &str| {
        let place = format!("app.Dynamic.{method}()V@");
        let from = edges.iter().filter(|f| f.place.to_string().starts_with(&place)).cloned();
        shown(&from.collect::<Vec<_>>())
    };
    assert_snapshot!(
        "dynamic-edges",
        ["boundReference", "constructorReference", "defaults", "callsBack"].map(from).join("\n")
    );
}

/// What nobody knows to link is said, and nothing else comes of it.
#[test]
fn other_bootstraps_are_stated() {
    assert_eq!(shown(&of_dynamic(Kind::Classfile, Selection::default())), "");
    let mut bytes = class_file("app/Dynamic$Pair.class");
    let known = b"java/lang/runtime/ObjectMethods";
    let at = bytes.windows(known.len()).position(|window| window == known).unwrap();
    bytes[at + known.len() - 1] = b'z';
    let (mut program, mut reader, limits) = (Program::default(), ReaderScratch::default(), Limits::default());
    let mut facts = Facts::new(100);
    let mut loader = Loader::new(&mut program, &mut reader, &limits, &mut facts).for_any_java();
    loader.add(ClassSource { entry: 0, name: "app/Dynamic$Pair.class", bytes: &bytes, library: false });
    loader.finish();
    let defects: Vec<Fact> = facts.into_sorted().into_iter().filter(|f| f.kind == Kind::Classfile).collect();
    assert_eq!(
        shown(&defects),
        "classfile unknown-bootstrap count=3 detail=\"by java.lang.runtime.ObjectMethodz.bootstrap\" \
         at=app.Dynamic$Pair.toString()Ljava/lang/String;@1:34\n"
    );
}

/// A class file of `dynamic.jar`.
fn class_file(name: &str) -> Vec<u8> {
    let jar = fs::read(root().join("tests/platforms/dynamic.jar")).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(jar)).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name(name).unwrap(), &mut bytes).unwrap();
    bytes
}

#[test]
fn local_variables_are_compared() {
    let spot = |at: &str| format!("app.Main.runTool()V@{at}").parse().unwrap();
    let alias = vec![
        (spot("8:0"), spot("71:0")),
        (spot("71:0"), spot("71:1")),
        (spot("71:1"), spot("71:3")),
        (spot("71:1"), spot("71:9")),
    ];
    let facts = of_example(Kind::Alias, Selection { alias, ..Selection::default() });
    let answers: Vec<(&str, Vec<String>)> = facts
        .iter()
        .map(|f| {
            let text = f.to_text();
            let objects = text.split("objects=[").nth(1).unwrap().split(']').next().unwrap();
            (f.text("answer").unwrap(), objects.split(',').filter(|o| !o.is_empty()).map(String::from).collect())
        })
        .collect();
    let list = vec!["new:app.Main.runTool()V@0".to_string()];
    assert_eq!(answers, [("may", list), ("no", vec![]), ("unknown", vec![]), ("unknown", vec![])]);
    let points_to = of_example(Kind::PointsTo, Selection { points_to: true, ..Selection::default() });
    assert_snapshot!("example-points-to", shown(&points_to));
}

/// Nothing is stated that is not asked for.
#[test]
fn facts_on_demand_are_not_stated_otherwise() {
    let facts = facts(&example().join("app.jar"), platform(&example().join("platform")), Selection::default());
    let demanded = [Kind::Edge, Kind::Argument, Kind::PointsTo, Kind::Alias];
    assert!(facts.iter().all(|f| !demanded.contains(&f.kind)));
}

/// Writes a platform folder.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

const REPLACE: &str = "name = \"test\"\nmode = \"replace\"\n";

/// The methods that are entry points with these entries.
fn entries(entries: &str) -> Vec<String> {
    let folder = folder(&[("platform.toml", REPLACE), ("entries/all.toml", entries)]);
    let facts = facts(&root().join("tests/platforms/dynamic.jar"), platform(folder.path()), Selection::default());
    let entries = facts.iter().filter(|f| f.kind == Kind::EntryPoint);
    entries.map(|f| f.place.to_string().replace("app.Dynamic", "~")).collect()
}

#[test]
fn entries_are_chosen_by_class_and_method() {
    let entry = |rest: &str| entries(&format!("[[entry]]\ntrigger = \"network\"\n{rest}"));
    assert_eq!(
        entry("class = \"app/*\"\nmethods = [\"main([Ljava/lang/String;)V\"]\nstatic = true"),
        ["~.main([Ljava/lang/String;)V"]
    );
    assert_eq!(entry("class = \"other/*\"\nmethods = [\"main\"]"), Vec::<String>::new());
    assert_eq!(
        entry("class = \"*\"\nmethods = [\"flow*\"]\npublic = false\nstatic = true"),
        ["~.flowByCapture()V", "~.flowByConcatenation()V", "~.flowByParameter()V", "~.flowNot()V"]
    );
    assert_eq!(entry("class = \"*\"\nmethods = [\"flow*\"]\nstatic = true"), Vec::<String>::new());
    // Of a record the platform makes an object, with whatever its constructor takes.
    assert_eq!(
        entry("extends = \"java/lang/Record\"\nmethods = [\"left\"]"),
        ["~$Pair.<init>(Ljava/lang/String;I)V", "~$Pair.left()Ljava/lang/String;"]
    );
    // Classes that were made for lambdas implement the interface, and only the public method counts.
    let named = entry("implements = \"app/Dynamic$Polite\"\nmethods = [\"*\"]\nstatic = false");
    assert!(named.contains(&"~$Polite.twice()Ljava/lang/String;".to_string()), "{named:?}");
}

/// A folder adds to MIDP: its own sources and sinks beside what is built in.
#[test]
fn a_folder_adds_to_what_is_built_in() {
    let folder = folder(&[
        ("platform.toml", "name = \"more\"\nmode = \"add\"\n"),
        (
            "flows/more.toml",
            "[[sink]]\nclass = \"com/example/Pager\"\nmethods = [\"page\"]\nsink = \"pager\"\narguments = [1]\n",
        ),
    ]);
    let added = platform(folder.path());
    let builtin = Platform::builtin();
    assert!(added.runs_midlets());
    assert_eq!(added.apis().len(), builtin.apis().len() + 1);
    assert_eq!(added.classes().len(), builtin.classes().len());
    assert_eq!(added.all_flows().count(), builtin.all_flows().count() + 1);
    assert_eq!(added.callbacks().count(), builtin.callbacks().count());
    let sinks = added.flows("com/example/Pager", "page", "(Ljava/lang/String;)V");
    assert_eq!(sinks.iter().map(|sink| sink.kind).collect::<Vec<_>>(), ["pager"]);
}

/// Code that the application links against is followed, and its calls are not the application's.
#[test]
fn libraries_go_with_another_platform() {
    let jar = example().join("app.jar");
    let library =
        Library { path: "lib.jar".into(), bytes: fs::read(root().join("tests/platforms/dynamic.jar")).unwrap() };
    let settings = Settings {
        platform: Some(Arc::new(platform(&example().join("platform")))),
        libraries: vec![library],
        keep_facts: true,
        ..Settings::default()
    };
    let flows: Vec<Fact> = facts_with(&jar, settings).into_iter().filter(|f| f.kind == Kind::Flow).collect();
    assert_eq!(shown(&flows), shown(&of_example(Kind::Flow, Selection::default())));
}

/// What `mexelint platform lint` says of a folder called `broken`.
fn lint(files: &[(&str, &str)]) -> String {
    let files: Vec<(String, &str)> = files.iter().map(|(name, text)| (format!("broken/{name}"), *text)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let folder = folder(&files);
    let output = Command::new(env!("CARGO_BIN_EXE_mexelint"))
        .args(["platform", "lint", "broken"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn mistakes_in_folders_are_pointed_at() {
    let with = |file: &str, text: &str| lint(&[("platform.toml", REPLACE), (file, text)]);
    let cases = [
        ("no platform.toml", lint(&[("entries/main.toml", "")])),
        ("an unknown mode", lint(&[("platform.toml", "name = \"x\"\nmode = \"instead\"\n")])),
        ("a name that is none", lint(&[("platform.toml", "name = \"my platform\"\n")])),
        ("a table with a wrong name", with("sinks.toml", "")),
        (
            "an unknown key",
            with("entries/main.toml", "[[entry]]\nclass = \"*\"\nmethod = [\"main\"]\ntrigger = \"launch\"\n"),
        ),
        (
            "an unknown trigger",
            with("entries/main.toml", "[[entry]]\nclass = \"*\"\nmethods = [\"main\"]\ntrigger = \"start\"\n"),
        ),
        ("an entry of no class", with("entries/main.toml", "[[entry]]\nmethods = [\"main\"]\ntrigger = \"launch\"\n")),
        (
            "a class name with dots",
            with(
                "entries/main.toml",
                "[[entry]]\nextends = \"java.lang.Thread\"\nmethods = [\"run\"]\ntrigger = \"launch\"\n",
            ),
        ),
        (
            "a wrong descriptor",
            with(
                "flows/a.toml",
                "[[source]]\nclass = \"a/B\"\nmethods = [\"get(String)String\"]\ndata = \"x\"\ngives = \"return\"\n",
            ),
        ),
        (
            "a place that is none",
            with(
                "flows/a.toml",
                "[[propagator]]\nclass = \"a/B\"\nmethods = [\"get\"]\nfrom = \"self\"\nto = \"return\"\n",
            ),
        ),
        (
            "a sink without arguments",
            with("flows/a.toml", "[[sink]]\nclass = \"a/B\"\nmethods = [\"run\"]\nsink = \"x\"\n"),
        ),
        ("no TOML", with("flows/a.toml", "[[sink]\n")),
        ("a class twice", with("classes.toml", "[[class]]\nname = \"a/B\"\n\n[[class]]\nname = \"a/B\"\n")),
        (
            "a kind that is not listed",
            with("calls/a.toml", "[[call]]\nkind = \"process.run\"\nclass = \"a/B\"\nmethods = [\"run\"]\n"),
        ),
    ];
    let mut all = String::new();
    for (what, said) in cases {
        writeln!(all, "== {what}\n{said}").unwrap();
    }
    assert_snapshot!("folder-mistakes", all);
}

/// A class file in which a byte is wrong ends in facts at most, whatever the byte is about.
#[test]
fn broken_call_sites_are_survived() {
    let mut bytes = class_file("app/Dynamic.class");
    let limits = Limits::default();
    let (mut program, mut reader) = (Program::default(), ReaderScratch::default());
    let mut classes = Vec::new();
    for at in (10..bytes.len()).step_by(13) {
        for wrong in [0, 0xff, bytes[at] ^ 1] {
            let good = std::mem::replace(&mut bytes[at], wrong);
            let mut facts = Facts::new(1_000);
            let source = ClassSource { entry: 0, name: "app/Dynamic.class", bytes: &bytes, library: false };
            load([source], &mut program, &mut reader, &limits, &mut facts);
            classes.push(program.classes.len());
            bytes[at] = good;
        }
    }
    // The damage shows: not every one of these has all of its lambdas.
    classes.sort_unstable();
    let (least, most) = (classes[0], classes[classes.len() - 1]);
    assert!(least == 0 && most >= 18, "{least} to {most} classes");
}

/// The page that teaches how to write a folder shows the files of the example as they are.
#[test]
fn the_page_shows_the_example() {
    let page = fs::read_to_string(root().join("docs/platforms.md")).unwrap();
    let mut shown = Vec::new();
    for (at, _) in page.match_indices(":\n\n```") {
        let Some(name) = page[..at].strip_suffix('`').and_then(|text| text.rsplit('`').next()) else { continue };
        let block = page[at + 6..].split_once('\n').unwrap().1.split_once("```").unwrap().0;
        let file = fs::read_to_string(example().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(block, file, "{name}");
        shown.push(name);
    }
    let mut files: Vec<String> = walk(&example().join("platform"));
    files.push("src/app/Main.java".into());
    shown.sort_unstable();
    files.sort();
    assert_eq!(shown, files);
}

/// The files below a folder of the example, by their path in it.
fn walk(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path.strip_prefix(example()).unwrap().to_string_lossy().replace('\\', "/"));
        }
    }
    files
}

/// The models of Java SE's own classes that a folder may start from have no mistakes, and carry what the example needs.
#[test]
fn models_of_java_se_take_the_place_of_those_of_the_example() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |from: &str, to: &str| {
        let to = folder.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(root().join("examples/platforms").join(from), to).unwrap();
    };
    for name in [
        "platform.toml",
        "classes.toml",
        "flows/text.toml",
        "flows/containers.toml",
        "flows/streams.toml",
        "callbacks/threads.toml",
    ] {
        copy(&format!("java-se-api/{name}"), name);
    }
    for name in ["entries/main.toml", "flows/environment.toml"] {
        copy(&format!("java-se/platform/{name}"), name);
    }
    let mut flows = facts(&example().join("app.jar"), platform(folder.path()), Selection::default());
    flows.retain(|fact| fact.kind == Kind::Flow);
    assert_eq!(shown(&flows), shown(&of_example(Kind::Flow, Selection::default())));
}
