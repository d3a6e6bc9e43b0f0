package io.navarch.model.selector;

import io.navarch.model.selector.Requirement.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads the text form of label selectors by recursive descent; one use each. */
final class LabelSelectorParser {
    private enum Kind {
        IDENTIFIER,
        OPEN,
        CLOSE,
        COMMA,
        NOT,
        EQUALS,
        NOT_EQUALS,
        GREATER,
        LESS,
        IN,
        NOT_IN,
        ERROR,
        END
    }

    private record Token(Kind kind, String text) {}

    private final List<Token> tokens;
    private int next;

    LabelSelectorParser(String text) {
        this.tokens = tokens(text);
    }

    List<Requirement> parse() {
        List<Requirement> requirements = new ArrayList<>();
        try {
            while (true) {
                Token token = peekValue();
                if (token.kind == Kind.END) {
                    return requirements;
                }
                if (token.kind != Kind.IDENTIFIER && token.kind != Kind.NOT) {
                    throw found(token, ", expected: !, identifier, or 'end of string'");
                }
                requirements.add(requirement());
                Token after = take();
                if (after.kind == Kind.END) {
                    return requirements;
                }
                if (after.kind != Kind.COMMA) {
                    throw found(after, ", expected: ',' or 'end of string'");
                }
                Token following = peekValue();
                if (following.kind != Kind.IDENTIFIER && following.kind != Kind.NOT) {
                    throw found(following, ", expected: identifier after ','");
                }
            }
        } catch (SelectorException e) {
            throw new SelectorException("unable to parse requirement: " + e.getMessage());
        }
    }

    private Requirement requirement() {
        boolean not = peekValue().kind == Kind.NOT;
        if (not) {
            take();
        }
        Token key = takeValue();
        if (key.kind != Kind.IDENTIFIER) {
            throw found(key, ", expected: identifier");
        }
        List<String> errors = new ArrayList<>();
        Requirement.checkKey(key.text, errors);
        if (!errors.isEmpty()) {
            throw new SelectorException(errors.get(0));
        }
        if (not) {
            return Requirement.checked(key.text, Operator.DOES_NOT_EXIST, List.of());
        }
        Kind after = peekValue().kind;
        if (after == Kind.END || after == Kind.COMMA) {
            return Requirement.checked(key.text, Operator.EXISTS, List.of());
        }
        Operator operator = operator();
        Collection<String> values =
                operator == Operator.IN || operator == Operator.NOT_IN ? valueList() : List.of(exactValue());
        return Requirement.checked(key.text, operator, values);
    }

    private Operator operator() {
        Token token = take();
        return switch (token.kind) {
            case IN -> Operator.IN;
            case NOT_IN -> Operator.NOT_IN;
            case EQUALS -> Operator.EQUALS;
            case NOT_EQUALS -> Operator.NOT_EQUALS;
            case GREATER -> Operator.GREATER_THAN;
            case LESS -> Operator.LESS_THAN;
            case IDENTIFIER, OPEN, CLOSE, COMMA, NOT, ERROR, END ->
                throw found(token, ", expected: in, notin, =, ==, !=, gt, lt");
        };
    }

    private Set<String> valueList() {
        Token open = takeValue();
        if (open.kind != Kind.OPEN) {
            throw found(open, " expected: '('");
        }
        Token first = peekValue();
        return switch (first.kind) {
            case IDENTIFIER, COMMA -> {
                Set<String> values = identifiers();
                Token close = takeValue();
                if (close.kind != Kind.CLOSE) {
                    throw found(close, ", expected: ')'");
                }
                yield values;
            }
            case CLOSE -> {
                take();
                yield Set.of();
            }
            case OPEN, NOT, EQUALS, NOT_EQUALS, GREATER, LESS, IN, NOT_IN, ERROR, END ->
                throw found(first, ", expected: ',', ')' or identifier");
        };
    }

    private Set<String> identifiers() {
        Set<String> values = new TreeSet<>();
        while (true) {
            Token token = takeValue();
            if (token.kind == Kind.IDENTIFIER) {
                values.add(token.text);
                Token after = peekValue();
                if (after.kind == Kind.CLOSE) {
                    return values;
                }
                if (after.kind != Kind.COMMA) {
                    throw found(after, ", expected: ',' or ')'");
                }
            } else if (token.kind == Kind.COMMA) {
                if (values.isEmpty()) {
                    values.add("");
                }
                Token after = peekValue();
                if (after.kind == Kind.CLOSE) {
                    values.add("");
                    return values;
                }
                if (after.kind == Kind.COMMA) {
                    take();
                    values.add("");
                }
            } else {
                throw found(token, ", expected: ',', or identifier");
            }
        }
    }

    private String exactValue() {
        Token token = peekValue();
        if (token.kind == Kind.END || token.kind == Kind.COMMA) {
            return "";
        }
        token = takeValue();
        if (token.kind != Kind.IDENTIFIER) {
            throw found(token, ", expected: identifier");
        }
        return token.text;
    }

    private Token take() {
        return tokens.get(next < tokens.size() - 1 ? next++ : next);
    }

    /** The next token where {@code in} and {@code notin} are ordinary words. */
    private Token takeValue() {
        return asValue(take());
    }

    private Token peekValue() {
        return asValue(tokens.get(next));
    }

    private static Token asValue(Token token) {
        return token.kind == Kind.IN || token.kind == Kind.NOT_IN ? new Token(Kind.IDENTIFIER, token.text) : token;
    }

    private static SelectorException found(Token token, String expectation) {
        return new SelectorException("found '" + token.text + "'" + expectation);
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isBlank(c)) {
                at++;
                continue;
            }
            int end = isSpecial(c) ? symbolEnd(text, at) : wordEnd(text, at);
            tokens.add(token(text.substring(at, end)));
            at = end;
        }
        tokens.add(new Token(Kind.END, ""));
        return tokens;
    }

    private static Token token(String text) {
        Kind kind =
                switch (text) {
                    case "(" -> Kind.OPEN;
                    case ")" -> Kind.CLOSE;
                    case "," -> Kind.COMMA;
                    case "!" -> Kind.NOT;
                    case "=", "==" -> Kind.EQUALS;
                    case "!=" -> Kind.NOT_EQUALS;
                    case ">" -> Kind.GREATER;
                    case "<" -> Kind.LESS;
                    case "in" -> Kind.IN;
                    case "notin" -> Kind.NOT_IN;
                    default -> isSpecial(text.charAt(0)) ? Kind.ERROR : Kind.IDENTIFIER;
                };
        return new Token(kind, text);
    }

    private static int wordEnd(String text, int from) {
        int end = from;
        while (end < text.length() && !isBlank(text.charAt(end)) && !isSpecial(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int symbolEnd(String text, int from) {
        boolean pair = text.startsWith("==", from) || text.startsWith("!=", from);
        return from + (pair ? 2 : 1);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isSpecial(char c) {
        return "=!(),><".indexOf(c) >= 0;
    }
}
