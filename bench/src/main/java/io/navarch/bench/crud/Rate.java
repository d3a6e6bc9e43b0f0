package io.navarch.bench.crud;

/**
 * How fast one kind of request was answered.
 *
 * @param verb of the requests
 * @param threads that asked, each after the answer to its last
 * @param perSecond answers
 * @param cpuMicros CPU time of the process, client and server together, for each
 */
public record Rate(String verb, int threads, double perSecond, double cpuMicros) {
    /** As one line that {@link #parse} reads. */
    public String line() {
        return "rate " + verb + " " + threads + " " + perSecond + " " + cpuMicros;
    }

    /** Reads what {@link #line} has written. */
    public static Rate parse(String line) {
        var words = line.split(" ");
        return new Rate(
                words[1], Integer.parseInt(words[2]), Double.parseDouble(words[3]), Double.parseDouble(words[4]));
    }
}
