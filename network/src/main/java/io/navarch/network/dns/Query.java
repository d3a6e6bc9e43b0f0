package io.navarch.network.dns;

import org.xbill.DNS.Name;

/**
 * The question of a request, class IN.
 *
 * @param name as the client spelt it; compared without regard to case
 * @param type a {@link org.xbill.DNS.Type}
 * @param dnssecOk the client takes DNSSEC records
 * @param checkingDisabled the client validates itself
 */
public record Query(Name name, int type, boolean dnssecOk, boolean checkingDisabled) {
    public Query(Name name, int type) {
        this(name, type, false, false);
    }

    Query withName(Name other) {
        return new Query(other, type, dnssecOk, checkingDisabled);
    }
}
