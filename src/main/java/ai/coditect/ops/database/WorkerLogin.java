package ai.coditect.ops.database;

/** The worker's database login. An empty password is none, for logins that need no password. */
public record WorkerLogin(String user, String password) {
  @Override
  public String toString() {
    return "WorkerLogin[" + user + "]";
  }
}
