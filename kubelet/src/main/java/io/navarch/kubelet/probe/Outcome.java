package io.navarch.kubelet.probe;

/**
 * What one probe found.
 *
 * @param output what there is to say about it
 */
record Outcome(Result result, String output) {
    static final Outcome SUCCESS = new Outcome(Result.SUCCESS, "");

    /** ERRORED is a probe that could not be made: it says nothing about the container. */
    enum Result {
        SUCCESS,
        WARNING,
        FAILURE,
        ERRORED
    }

    static Outcome failure(String output) {
        return new Outcome(Result.FAILURE, output);
    }

    static Outcome errored(String output) {
        return new Outcome(Result.ERRORED, output);
    }
}
