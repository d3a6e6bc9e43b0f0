package io.navarch.embedded;

/** What a container does, in place of its command. */
@FunctionalInterface
public interface ContainerProgram {
    /**
     * Runs on a virtual thread of its own from the container's start. A return does not end the container: {@link
     * ContainerHandle#exit} does. When the container ends otherwise, the thread is interrupted. What is thrown is printed to the
     * container's log, and the container ends with exit code 1.
     */
    void run(ContainerHandle container) throws Exception;
}
