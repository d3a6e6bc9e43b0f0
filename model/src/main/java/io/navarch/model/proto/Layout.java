package io.navarch.model.proto;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of a message by their numbers. Immutable. */
final class Layout {
    private final Member[] ordered;
    private final @Nullable Member[] byNumber;

    Layout(List<Member> members) {
        ordered =
                members.stream().sorted(Comparator.comparingInt(Member::number)).toArray(Member[]::new);
        byNumber = new Member[ordered.length == 0 ? 0 : ordered[ordered.length - 1].number() + 1];
        for (var member : ordered) {
            if (byNumber[member.number()] != null) {
                throw new IllegalArgumentException("two members of number " + member.number());
            }
            byNumber[member.number()] = member;
        }
    }

    /** By ascending numbers; not to be changed. */
    Member[] ordered() {
        return ordered;
    }

    @Nullable
    Member member(int number) {
        return number < byNumber.length ? byNumber[number] : null;
    }
}
