package io.navarch.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableMap;
import dev.cel.common.ast.CelMutableExprConverter;
import dev.cel.common.navigation.CelNavigableMutableAst;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Objects that an expression writes down: {@code Object{spec: Object.spec{replicas: 3}}}. Their types are whatever the expression
 * makes of them; when it runs, they are maps.
 */
final class StructLiterals {
    private StructLiterals() {}

    /** The names of the types that are written, and which fields of them. */
    static Map<String, Set<String>> fields(CelAbstractSyntaxTree parsed) {
        var found = new HashMap<String, Set<String>>();
        for (var literal : literals(CelMutableAst.fromCelAst(parsed))) {
            var fields = found.computeIfAbsent(literal.struct().messageName(), name -> new HashSet<>());
            literal.struct().entries().forEach(entry -> fields.add(entry.fieldKey()));
        }
        return found;
    }

    private static List<CelMutableExpr> literals(CelMutableAst ast) {
        // The nodes are collected before any is changed.
        return CelNavigableMutableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == ExprKind.Kind.STRUCT)
                .map(CelNavigableMutableExpr::expr)
                .toList();
    }

    /** The checked expression with maps in the place of written objects. */
    static CelAbstractSyntaxTree asMaps(CelAbstractSyntaxTree checked) {
        var ast = CelMutableAst.fromCelAst(checked);
        var literals = literals(ast);
        if (literals.isEmpty()) {
            return checked;
        }
        long next = checked.getTypeMap().keySet().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0)
                + 1;
        for (var literal : literals) {
            var entries = new ArrayList<CelMutableMap.Entry>();
            for (var entry : literal.struct().entries()) {
                var key = CelMutableExpr.ofConstant(next++, CelConstant.ofValue(entry.fieldKey()));
                entries.add(CelMutableMap.Entry.create(entry.id(), key, entry.value(), entry.optionalEntry()));
            }
            literal.setMap(CelMutableMap.create(entries));
        }
        return CelAbstractSyntaxTree.newCheckedAst(
                CelMutableExprConverter.fromMutableExpr(ast.expr()),
                checked.getSource(),
                checked.getReferenceMap(),
                checked.getTypeMap());
    }
}
