import Bytes
import Container
import Leaves

extension Form<String> {
    static var marking: Form { .string.that(is: "[A-Z][A-Z0-9 /-]{0,63}", Marking.isMarking) }

    static var bundleName: Form { .string.that(is: "a bundle name", BundleName.isName) }

    static var proofKind: Form { .string.that(is: "NAME/VERSION, at most 32 bytes") { LeafField.isKind($0) } }
}
