package io.navarch.store.mvcc;

import io.navarch.store.Compare;
import io.navarch.store.Op;
import io.navarch.store.Range;
import io.navarch.store.Record;
import io.navarch.store.TxnResult;
import io.navarch.store.TxnResult.OpResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works a general transaction out on a draft. */
final class Transaction {
    private final History history;
    private final Draft draft;

    Transaction(History history, Draft draft) {
        this.history = history;
        this.draft = draft;
    }

    TxnResult run(List<Compare> compares, List<Op> success, List<Op> failure) {
        boolean succeeded = compares.stream().allMatch(this::holds);
        List<OpResult> results = new ArrayList<>();
        for (Op op : succeeded ? success : failure) {
            results.add(perform(op));
        }
        return new TxnResult(succeeded, List.copyOf(results), draft.revision());
    }

    private OpResult perform(Op op) {
        return switch (op) {
            case Op.Put put -> {
                Record previous = draft.get(put.key());
                yield new TxnResult.Written(draft.put(put.key(), put.value(), put.leaseId()), previous);
            }
            case Op.Delete delete -> {
                List<Record> gone = draft.state()
                        .range(delete.key(), end(delete.key(), delete.end()), 0)
                        .records();
                gone.forEach(draft::delete);
                yield new TxnResult.Deleted(gone);
            }
            case Op.Read read -> new TxnResult.Found(read(read));
            case Op.Txn txn -> new TxnResult.Nested(run(txn.compares(), txn.success(), txn.failure()));
        };
    }

    private Range read(Op.Read read) {
        boolean now = read.revision() == 0 || read.revision() == draft.base().revision();
        State state = now ? draft.state() : history.at(read.revision()).state();
        return state.range(read.key(), end(read.key(), read.end()), read.limit());
    }

    private static String end(String key, @Nullable String end) {
        return end == null ? key + '\0' : end;
    }

    private boolean holds(Compare compare) {
        Record record = draft.get(compare.key());
        if (compare.target() == Compare.Target.VALUE) {
            byte[] wanted = compare.value();
            return record != null
                    && wanted != null
                    && holds(compare.relation(), Arrays.compareUnsigned(record.value(), wanted));
        }
        return holds(compare.relation(), Long.compare(part(compare.target(), record), compare.number()));
    }

    private static long part(Compare.Target target, @Nullable Record record) {
        if (record == null) {
            return 0;
        }
        return switch (target) {
            case VERSION -> record.version();
            case CREATE_REVISION -> record.createRevision();
            case MOD_REVISION -> record.modRevision();
            case LEASE -> record.leaseId();
            case VALUE -> throw new IllegalArgumentException("a value is no number");
        };
    }

    private static boolean holds(Compare.Relation relation, int order) {
        return switch (relation) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
        };
    }
}
