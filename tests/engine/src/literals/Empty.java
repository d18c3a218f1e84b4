package literals;

final class Empty {
}
