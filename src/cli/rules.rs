use mexelint::report::Catalogue;
pub(super) fn catalogue() -> Catalogue {
    Catalogue::new()
}
#[derive(clap::Args)]
pub(super) struct Args {}
pub(super) fn run(_: &Args, _: &super::Terminal) -> Result<super::Outcome, super::Error> {
    Ok(super::Outcome::Clean)
}
