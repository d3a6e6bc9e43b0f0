package io.navarch.apiserver.registry;

import java.io.ByteArrayOutputStream;

/** Lays out compact JSON for people, as upstream does: two spaces for each level. */
public final class PrettyJson {
    private PrettyJson() {}

    public static byte[] of(byte[] compact) {
        var out = new ByteArrayOutputStream(compact.length * 2);
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < compact.length; i++) {
            byte c = compact[i];
            if (quoted) {
                out.write(c);
                if (c == '\\') {
                    out.write(compact[++i]);
                } else if (c == '"') {
                    quoted = false;
                }
                continue;
            }
            switch (c) {
                case '"' -> {
                    quoted = true;
                    out.write(c);
                }
                case '{', '[' -> {
                    out.write(c);
                    if (i + 1 < compact.length && (compact[i + 1] == '}' || compact[i + 1] == ']')) {
                        out.write(compact[++i]);
                    } else {
                        newLine(out, ++depth);
                    }
                }
                case '}', ']' -> {
                    newLine(out, --depth);
                    out.write(c);
                }
                case ',' -> {
                    out.write(c);
                    newLine(out, depth);
                }
                case ':' -> {
                    out.write(c);
                    out.write(' ');
                }
                case ' ', '\n', '\r', '\t' -> {}
                default -> out.write(c);
            }
        }
        return out.toByteArray();
    }

    private static void newLine(ByteArrayOutputStream out, int depth) {
        out.write('\n');
        for (int i = 0; i < depth; i++) {
            out.write(' ');
            out.write(' ');
        }
    }
}
