package io.navarch.apiserver.subresource;

import io.navarch.model.custom.CustomVersion.ScalePaths;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import org.jspecify.annotations.Nullable;

/** Where objects of a kind keep how many pods they have and shall have. Immutable. */
interface Replicas {
    long wanted(Struct workload);

    long actual(Struct workload);

    /** The label selector as text; "" if there is none. */
    String selector(Struct workload);

    /** The workload with another number of wanted pods; itself if it has no place for it. */
    Struct with(Struct workload, int replicas);

    /** At {@code spec.replicas}, {@code status.replicas} and {@code spec.selector}, as built-in kinds have it. */
    record Usual() implements Replicas {
        @Override
        public long wanted(Struct workload) {
            return number(workload, "spec");
        }

        @Override
        public long actual(Struct workload) {
            return number(workload, "status");
        }

        private static long number(Struct workload, String part) {
            return workload.get(part) instanceof Struct struct && struct.get("replicas") instanceof Long replicas
                    ? replicas
                    : 0;
        }

        @Override
        public String selector(Struct workload) {
            var selector = workload.get("spec") instanceof Struct spec ? spec.get("selector") : null;
            return switch (selector) {
                case Dict labels -> LabelSelector.of(labels.<String>typed()).toString();
                case Struct struct -> SelectorText.of(new io.navarch.model.meta.v1.LabelSelector(struct));
                case null, default -> "";
            };
        }

        @Override
        public Struct with(Struct workload, int replicas) {
            var type = workload.type().field("spec");
            var spec = workload.get("spec") instanceof Struct known
                    ? known
                    : type == null || type.type().struct() == null
                            ? null
                            : type.type().struct().empty();
            return spec == null ? workload : workload.with("spec", spec.with("replicas", (long) replicas));
        }
    }

    /** At the paths that the definition of a custom kind names. */
    record AtPaths(ScalePaths paths) implements Replicas {
        @Override
        public long wanted(Struct workload) {
            if (value(workload, paths.specReplicas()) instanceof Long count) {
                return count;
            }
            throw new ApiException(
                    Reason.INTERNAL_ERROR,
                    "Internal error occurred: the spec replicas field \"" + paths.specReplicas() + "\" does not exist");
        }

        @Override
        public long actual(Struct workload) {
            return value(workload, paths.statusReplicas()) instanceof Long count ? count : 0;
        }

        @Override
        public String selector(Struct workload) {
            return !paths.selector().isEmpty() && value(workload, paths.selector()) instanceof String text ? text : "";
        }

        @Override
        public Struct with(Struct workload, int replicas) {
            return (Struct) put(workload, names(paths.specReplicas()), 0, replicas);
        }

        private static Obj put(Obj holder, String[] names, int step, long count) {
            if (step == names.length - 1) {
                return holder.with(names[step], count);
            }
            var inner = holder.get(names[step]) instanceof Obj known ? known : Dict.EMPTY;
            return holder.with(names[step], put(inner, names, step + 1, count));
        }

        private static @Nullable Object value(Obj object, String path) {
            Object value = object;
            for (var name : names(path)) {
                value = value instanceof Obj holder ? holder.get(name) : null;
            }
            return value;
        }

        private static String[] names(String path) {
            return path.substring(1).split("\\.");
        }
    }
}
