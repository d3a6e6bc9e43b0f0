package io.navarch.bench.crud;

/** A client of some server. Called from several threads. */
public interface Crud {
    /** Creates a small ConfigMap of that name. */
    void create(String name);

    void get(String name);

    /** Lists the namespace {@code many}, where there are some tens of them. */
    void list();

    /** Changes one value of it. */
    void patch(String name);

    void delete(String name);

    /** Makes the namespace {@code many} with so many ConfigMaps. */
    void fill(int count);
}
