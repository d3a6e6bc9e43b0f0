package io.navarch.model.tree;

import com.fasterxml.jackson.core.JsonParseException;

/** Words syntax errors as Go's JSON decoder does, since clients show them to people. */
final class GoJsonErrors {
    private GoJsonErrors() {}

    static String syntax(byte[] json, int offset, int length, JsonParseException error) {
        long at = error.getLocation() == null ? -1 : error.getLocation().getByteOffset();
        int index = (int) Math.max(0, Math.min(at - 1, length - 1L));
        while (index < length && json[offset + index] <= ' ' && json[offset + index] >= 0) {
            index++;
        }
        if (index >= length - 1) {
            return "unexpected end of JSON input";
        }
        int code = json[offset + index] & 0xFF;
        String shown =
                code == '\'' ? "'\\''" : code < 0x20 ? String.format("'\\x%02x'", code) : "'" + (char) code + "'";
        return "invalid character " + shown + " looking for beginning of value";
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
