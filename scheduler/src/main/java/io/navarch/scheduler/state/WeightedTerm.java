package io.navarch.scheduler.state;

/** A wish, of which more than one may be weighed against each other; a negative weight keeps away. */
public record WeightedTerm(AffinityTerm term, int weight) {}
