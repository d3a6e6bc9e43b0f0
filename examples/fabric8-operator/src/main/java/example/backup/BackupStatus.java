package example.backup;

/** What was made for it. */
public class BackupStatus {
    public String cronJob;
}
