package io.navarch.kubelet.cri.simulated;

import java.util.ArrayList;
import java.util.List;

/**
 * What a tar command asks for. Pure data.
 *
 * @param file the archive; {@code -} for the standard streams
 * @param folder to go to first; empty for none
 */
record TarWish(Action action, boolean zipped, String file, String folder, List<String> paths) {
    /** What is done with the archive. */
    enum Action {
        CREATE,
        EXTRACT,
        VERSION
    }

    /** Reads the words after {@code tar}; options may be written with a dash or, if they come first, without. */
    static TarWish of(List<String> arguments) {
        var action = arguments.contains("--version") ? Action.VERSION : Action.EXTRACT;
        boolean zipped = false;
        var file = "-";
        var folder = "";
        var paths = new ArrayList<String>();
        for (int i = 0; i < arguments.size(); i++) {
            var word = arguments.get(i);
            boolean options = i == 0 || (word.startsWith("-") && word.length() > 1);
            if (!options || word.startsWith("--")) {
                if (!options && !word.equals("-")) {
                    paths.add(word);
                }
                continue;
            }
            for (char option : word.replace("-", "").toCharArray()) {
                switch (option) {
                    case 'c' -> action = Action.CREATE;
                    case 'z' -> zipped = true;
                    case 'f' -> file = ++i < arguments.size() ? arguments.get(i) : "-";
                    case 'C' -> folder = ++i < arguments.size() ? arguments.get(i) : "";
                    default -> {}
                }
            }
        }
        return new TarWish(action, zipped, file, folder, List.copyOf(paths));
    }
}
