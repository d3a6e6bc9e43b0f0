package io.navarch.model.tree;

/** Words syntax errors as Go's JSON decoder does, since clients show them to people. */
final class GoJsonErrors {
    private GoJsonErrors() {}

    /** What is wrong with the text, which some other parser has refused. */
    static String syntax(byte[] json, int offset, int length) {
        return new GoJsonScanner(json, offset, offset + length).firstFault();
    }

    /** Where Go's decoder stops in faulty base64: the first character outside the alphabet, or the end. */
    static int base64Offset(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inAlphabet =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (!inAlphabet) {
                return i;
            }
        }
        return text.length() / 4 * 4;
    }
}
