package io.navarch.apiserver.cel.cost;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What calls cost by the sizes of their operands, the target among them. */
final class FunctionCosts {
    /** Ten characters are looked at in one step. */
    private static final double TRAVERSAL = 0.1;

    /** A regular expression does one step for four of its characters. */
    private static final double PATTERN = 0.25;

    /** Numbers, times and the like as texts. */
    private static final Amount LITERAL = new Amount(1, 40);

    /** @param resultSize null if it is not known better than by type and path */
    record Call(Amount cost, @Nullable Amount resultSize) {}

    private FunctionCosts() {}

    /** @param elements the size of the elements of the first operand, or null */
    static Call of(String function, String overload, List<Amount> sizes, @Nullable Amount elements) {
        var first = sizes.isEmpty() ? Amount.ONE : sizes.get(0);
        var second = sizes.size() < 2 ? Amount.ONE : sizes.get(1);
        return switch (overload) {
            case "add_string", "add_bytes" -> new Call(first.plus(second).times(TRAVERSAL), first.plus(second));
            case "add_list" -> new Call(Amount.ONE, first.plus(second));
            case "starts_with_string", "ends_with_string" -> cost(second.times(TRAVERSAL));
            case "in_list" -> cost(second);
            case "matches", "matches_string" -> cost(matching(first, second));
            case "contains_string" -> cost(first.times(TRAVERSAL).times(second.times(TRAVERSAL)));
            case "bool_to_string",
                    "int64_to_string",
                    "uint64_to_string",
                    "double_to_string",
                    "duration_to_string",
                    "timestamp_to_string" -> new Call(Amount.ONE, LITERAL);
            case "bytes_to_string", "string_to_bytes" -> cost(first.times(TRAVERSAL));
            case "equals", "not_equals" -> cost(comparison(first, second));
            default ->
                overload.matches("(less|greater)(_equals)?_(string|bytes)")
                        ? cost(comparison(first, second))
                        : library(function, sizes, elements);
        };
    }

    private static Call cost(Amount cost) {
        return new Call(cost, null);
    }

    private static Amount matching(Amount text, Amount pattern) {
        return text.plus(Amount.ONE).times(TRAVERSAL).times(pattern.times(PATTERN));
    }

    /** Two values are compared up to the end of the shorter one. */
    private static Amount comparison(Amount one, Amount other) {
        long most = Math.min(one.max(), other.max());
        return new Amount(most > 0 ? 1 : 0, most).times(TRAVERSAL);
    }

    private static Call library(String function, List<Amount> sizes, @Nullable Amount elements) {
        var first = sizes.isEmpty() ? Amount.ONE : sizes.get(0);
        return switch (function) {
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" ->
                cost(first.times(elements == null ? Amount.ONE : Amount.ONE.plus(elements.times(TRAVERSAL))));
            case "url", "isURL", "quantity", "isQuantity", "ip", "isIP", "cidr", "isCIDR", "semver", "isSemver" ->
                cost(first.times(TRAVERSAL));
            case "lowerAscii", "upperAscii", "substring", "trim" ->
                new Call(first.times(TRAVERSAL), new Amount(0, first.max()));
            case "replace" -> new Call(first.times(TRAVERSAL), new Amount(0, first.max()));
            case "split", "join" -> cost(first.times(TRAVERSAL));
            case "find", "findAll" -> cost(matching(first, sizes.size() < 2 ? Amount.ONE : sizes.get(1)));
            default -> cost(Amount.ONE);
        };
    }
}
