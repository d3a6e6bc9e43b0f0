package io.navarch.apiserver.cel.library;

import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.navarch.apiserver.cel.library.FunctionLibrary.Arg;
import io.navarch.model.Quantity;
import io.navarch.model.QuantityFormatException;
import java.math.BigDecimal;

/** {@code quantity}, {@code isQuantity} and arithmetic on quantities. */
final class QuantityLibrary {
    private static final Arg<Quantity> QUANTITY = new Arg<>(OpaqueType.create("kubernetes.Quantity"), Quantity.class);

    private QuantityLibrary() {}

    static FunctionLibrary library() {
        return new FunctionLibrary()
                .function("quantity", QUANTITY.type(), Args.STRING, QuantityLibrary::parse)
                .function("isQuantity", SimpleType.BOOL, Args.STRING, Quantity::isValid)
                .member("sign", SimpleType.INT, QUANTITY, quantity -> (long) quantity.signum())
                .member("isInteger", SimpleType.BOOL, QUANTITY, QuantityLibrary::isInteger)
                .member("asInteger", SimpleType.INT, QUANTITY, quantity -> {
                    if (!isInteger(quantity)) {
                        throw new IllegalArgumentException("cannot convert value to integer");
                    }
                    return quantity.toBigDecimal().longValueExact();
                })
                .member("asApproximateFloat", SimpleType.DOUBLE, QUANTITY, Quantity::doubleValue)
                .member("isGreaterThan", SimpleType.BOOL, QUANTITY, QUANTITY, (a, b) -> a.compareTo(b) > 0)
                .member("isLessThan", SimpleType.BOOL, QUANTITY, QUANTITY, (a, b) -> a.compareTo(b) < 0)
                .member("compareTo", SimpleType.INT, QUANTITY, QUANTITY, (a, b) -> (long) a.compareTo(b))
                .member("add", QUANTITY.type(), QUANTITY, QUANTITY, Quantity::add)
                .member("add", QUANTITY.type(), QUANTITY, Args.INT, (a, b) -> a.add(Quantity.of(b)))
                .member("sub", QUANTITY.type(), QUANTITY, QUANTITY, Quantity::subtract)
                .member("sub", QUANTITY.type(), QUANTITY, Args.INT, (a, b) -> a.subtract(Quantity.of(b)));
    }

    private static Quantity parse(String text) {
        try {
            return Quantity.parse(text);
        } catch (QuantityFormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static boolean isInteger(Quantity quantity) {
        var amount = quantity.toBigDecimal().stripTrailingZeros();
        return amount.scale() <= 0 && amount.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }
}
