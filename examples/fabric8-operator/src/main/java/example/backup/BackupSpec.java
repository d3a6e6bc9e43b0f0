package example.backup;

/** What somebody wants saved, and when. */
public class BackupSpec {
    public String database;
    public String schedule;
}
