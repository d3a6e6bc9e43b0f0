package io.navarch.apiserver.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds up what the parts of one checked expression may cost. Used for one expression; confined to one thread. */
public final class CostEstimate {
    private static final Amount NEW_LIST = Amount.of(10);
    private static final Amount NEW_MAP = Amount.of(30);
    private static final Amount NEW_OBJECT = Amount.of(40);
    private static final Set<CelKind> SCALARS =
            Set.of(CelKind.BOOL, CelKind.DOUBLE, CelKind.DURATION, CelKind.INT, CelKind.TIMESTAMP, CelKind.UINT);

    private final CelAbstractSyntaxTree tree;
    private final SizedType self;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Amount> sizes = new HashMap<>();
    private final Map<String, CelExpr> ranges = new HashMap<>();
    private final Map<String, CelExpr> accumulators = new HashMap<>();

    private CostEstimate(CelAbstractSyntaxTree tree, SizedType self) {
        this.tree = tree;
        this.self = self;
    }

    /** The most that the expression may cost, where {@code self} and {@code oldSelf} are of this type. */
    public static long most(CelAbstractSyntaxTree tree, SizedType self) {
        return new CostEstimate(tree, self).cost(tree.getExpr()).max();
    }

    private Amount cost(CelExpr expression) {
        return switch (expression.exprKind().getKind()) {
            case IDENT -> ident(expression);
            case SELECT -> select(expression);
            case CALL -> call(expression);
            case LIST -> sum(expression.list().elements()).plus(NEW_LIST);
            case MAP -> map(expression.map());
            case STRUCT -> struct(expression.struct());
            case COMPREHENSION -> comprehension(expression);
            case CONSTANT, NOT_SET -> Amount.ZERO;
        };
    }

    private Amount sum(List<CelExpr> expressions) {
        var sum = Amount.ZERO;
        for (var expression : expressions) {
            sum = sum.plus(cost(expression));
        }
        return sum;
    }

    private Amount map(CelExpr.CelMap map) {
        var sum = NEW_MAP;
        for (var entry : map.entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
        }
        return sum;
    }

    private Amount struct(CelExpr.CelStruct struct) {
        var sum = NEW_OBJECT;
        for (var entry : struct.entries()) {
            sum = sum.plus(cost(entry.value()));
        }
        return sum;
    }

    private Amount ident(CelExpr expression) {
        var name = expression.ident().name();
        var range = ranges.get(name);
        if (range != null) {
            var path = paths.get(range.id());
            if (path != null) {
                paths.put(expression.id(), with(path, kind(range) == CelKind.MAP ? "@keys" : "@items"));
            }
        } else if (name.equals("self") || name.equals("oldSelf")) {
            paths.put(expression.id(), List.of());
        } else {
            var accumulated = accumulators.get(name);
            if (accumulated != null && paths.containsKey(accumulated.id())) {
                paths.put(expression.id(), paths.get(accumulated.id()));
            }
        }
        return Amount.ONE;
    }

    private Amount select(CelExpr expression) {
        var select = expression.select();
        var sum = cost(select.operand());
        if (select.testOnly()) {
            return sum.plus(Amount.ONE);
        }
        var path = paths.get(select.operand().id());
        if (path != null) {
            paths.put(expression.id(), with(path, select.field()));
        }
        return switch (kind(select.operand())) {
            case MAP, STRUCT, TYPE_PARAM -> sum.plus(Amount.ONE);
            default -> sum;
        };
    }

    private Amount call(CelExpr expression) {
        var call = expression.call();
        var target = call.target().orElse(null);
        var operands = new ArrayList<CelExpr>();
        var costs = new ArrayList<Amount>();
        if (target != null) {
            operands.add(target);
            costs.add(cost(target));
        }
        for (var argument : call.args()) {
            operands.add(argument);
            costs.add(cost(argument));
        }
        var sum = costs.stream().reduce(Amount.ZERO, Amount::plus);
        switch (call.function()) {
            case "_&&_", "_||_" -> {
                return new Amount(costs.get(0).min(), sum.max());
            }
            case "_?_:_" -> {
                sizes.put(expression.id(), size(operands.get(1)).or(size(operands.get(2))));
                return costs.get(0).plus(costs.get(1).or(costs.get(2)));
            }
            default -> {
                follow(expression, call.function(), operands);
                return sum.plus(overloads(expression, call.function(), operands));
            }
        }
    }

    /** Where the value comes from, for calls that only hand on what they were given a way to. */
    private void follow(CelExpr expression, String function, List<CelExpr> operands) {
        var path = operands.isEmpty() ? null : paths.get(operands.getFirst().id());
        if (path == null) {
            return;
        }
        switch (function) {
            case "orValue", "value", "or" -> paths.put(expression.id(), path);
            case "_?._" -> {
                var field = operands.get(1).constantOrDefault();
                if (field.getKind() == CelConstant.Kind.STRING_VALUE) {
                    paths.put(expression.id(), with(path, field.stringValue()));
                }
            }
            default -> {}
        }
    }

    /** What covers all overloads that may be meant. */
    private Amount overloads(CelExpr expression, String function, List<CelExpr> operands) {
        var ids = tree.getReference(expression.id())
                .map(reference -> List.copyOf(reference.overloadIds()))
                .orElse(List.of());
        Amount cost = null;
        for (var id : ids) {
            var one = FunctionCosts.of(
                    function, id, operands.stream().map(this::size).toList(), elementSize(operands));
            cost = cost == null ? one.cost() : cost.or(one.cost());
            if (one.resultSize() != null) {
                sizes.merge(expression.id(), one.resultSize(), Amount::or);
            }
            var path = operands.isEmpty() ? null : paths.get(operands.getFirst().id());
            if (path != null && (id.equals("index_list") || id.equals("index_map"))) {
                paths.put(expression.id(), with(path, id.equals("index_list") ? "@items" : "@values"));
            }
        }
        return cost == null ? Amount.ONE : cost;
    }

    /** The size of the elements of the first operand, as far as they are texts whose size matters. */
    private @Nullable Amount elementSize(List<CelExpr> operands) {
        var path = operands.isEmpty() ? null : paths.get(operands.getFirst().id());
        var type = path == null ? null : self.at(with(path, "@items"));
        return type == null || type.maxElements() == 0 ? null : new Amount(0, type.maxElements());
    }

    private Amount comprehension(CelExpr expression) {
        var loop = expression.comprehension();
        var sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
        var outerRange = ranges.put(loop.iterVar(), loop.iterRange());
        var outerSum = accumulators.put(loop.accuVar(), loop.accuInit());
        var round = cost(loop.loopCondition()).plus(cost(loop.loopStep()));
        restore(ranges, loop.iterVar(), outerRange);
        sum = sum.plus(cost(loop.result()));
        restore(accumulators, loop.accuVar(), outerSum);
        var count = size(loop.iterRange());
        if (kind(expression) == CelKind.LIST) {
            sizes.put(expression.id(), new Amount(0, count.max()));
        }
        return sum.plus(count.times(round));
    }

    private static void restore(Map<String, CelExpr> names, String name, @Nullable CelExpr outer) {
        if (outer == null) {
            names.remove(name);
        } else {
            names.put(name, outer);
        }
    }

    /** How many elements the value of a part may have. */
    private Amount size(CelExpr expression) {
        var computed = sizes.get(expression.id());
        if (computed != null) {
            return computed;
        }
        switch (expression.exprKind().getKind()) {
            case CONSTANT -> {
                return constant(expression.constant());
            }
            case LIST -> {
                return Amount.of(expression.list().elements().size());
            }
            case MAP -> {
                return Amount.of(expression.map().entries().size());
            }
            default -> {
                var path = paths.get(expression.id());
                var type = path == null ? null : self.at(path);
                if (type != null) {
                    return new Amount(0, type.maxElements());
                }
                return SCALARS.contains(kind(expression)) ? Amount.ONE : Amount.UNKNOWN;
            }
        }
    }

    private static Amount constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case STRING_VALUE -> Amount.of(constant.stringValue().length());
            case BYTES_VALUE -> Amount.of(constant.bytesValue().size());
            default -> Amount.ONE;
        };
    }

    private CelKind kind(CelExpr expression) {
        return tree.getType(expression.id()).map(CelType::kind).orElse(CelKind.DYN);
    }

    private static List<String> with(List<String> path, String step) {
        var longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }
}
