package io.navarch.embedded;

/** What a command that was run in a container printed, and how it ended. */
public record ExecAnswer(int exitCode, String output, String errors) {
    /** That the command is none of the test's business. */
    public static final ExecAnswer NONE = new ExecAnswer(-1, "", "");

    /** Success, with that on standard output. */
    public static ExecAnswer of(String output) {
        return new ExecAnswer(0, output, "");
    }

    /** Failure, with that on standard error. */
    public static ExecAnswer failed(int exitCode, String errors) {
        return new ExecAnswer(exitCode, "", errors);
    }
}
