package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.LogLine;
import java.time.Duration;

/** A line a container writes so long after its start (or after the start of a loop's round). */
public record TimedLine(Duration offset, LogLine.Stream stream, String text) {}
