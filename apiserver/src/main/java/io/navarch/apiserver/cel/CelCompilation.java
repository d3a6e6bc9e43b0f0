package io.navarch.apiserver.cel;

/** What came of compiling an expression. */
public sealed interface CelCompilation {
    /** It can be evaluated. */
    record Compiled(CelProgram program) implements CelCompilation {}

    /** It is wrong; the message is upstream's: {@code compilation failed: ERROR: <input>:1:1: …}. */
    record Fault(String message) implements CelCompilation {}
}
