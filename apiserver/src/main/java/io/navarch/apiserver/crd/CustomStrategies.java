package io.navarch.apiserver.crd;

import io.navarch.apiserver.registry.Strategies;
import io.navarch.apiserver.registry.Strategy;
import io.navarch.model.kind.KindDefinition;

/** The strategies of custom kinds, and of their definitions, beside those of the built-in kinds. Thread-safe. */
public final class CustomStrategies implements Strategies {
    private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

    private final Strategies builtIn;
    private final Strategy custom;
    private final Strategy definitions;
    private final Strategy status = new DefinitionStatusStrategy();

    public CustomStrategies(Strategies builtIn, CustomResources resources) {
        this.builtIn = builtIn;
        this.custom = new CustomStrategy(resources::isTerminating);
        this.definitions = new CustomResourceDefinitionStrategy(resources);
    }

    @Override
    public Strategy of(KindDefinition kind, String subresource) {
        if (kind.custom()) {
            return custom;
        }
        if (!kind.resource().equals(DEFINITIONS)) {
            return builtIn.of(kind, subresource);
        }
        return subresource.isEmpty() ? definitions : status;
    }
}
