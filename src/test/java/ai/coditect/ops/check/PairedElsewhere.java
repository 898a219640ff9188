package ai.coditect.ops.check;

import static java.util.Map.entry;

import java.util.Map;

/** Items that other classes turn red, and green: class and methods. */
final class PairedElsewhere {
  static final Map<String, String> ITEMS =
      Map.ofEntries(
          entry(
              "the database can be reached and is PostgreSQL 15 or newer",
              "check.CheckListIT#a_database_that_is_down_is_one_failed_item"
                  + " check.CheckListIT#a_migrated_database_is_fine_item_by_item_in_a_stable_order"),
          entry(
              "the connection to the database is encrypted",
              "check.CheckListIT#encryption_that_was_asked_for_and_is_not_there_fails"
                  + " check.ServerFindingsTest"
                  + "#a_plain_connection_fails_where_encryption_was_asked_for_or_it_leaves_the_machine"),
          entry(
              "the server has room for the worker's connections",
              "check.CheckListIT#a_login_with_too_few_connections_is_told_the_cure"),
          entry(
              "a connection opens fast enough",
              "check.database.LoadFindingsTest#the_median_counts_and_all_are_printed"),
          entry(
              "a simple query answers fast enough",
              "check.database.LoadFindingsTest#the_median_counts_and_all_are_printed"),
          entry(
              "few enough connections are in use",
              "check.database.LoadFindingsTest#at_its_limit_nothing_is_wrong_yet"),
          entry(
              "the clocks agree",
              "check.database.LoadFindingsTest#at_its_limit_nothing_is_wrong_yet"),
          entry(
              "no transaction is open for long",
              "check.database.LoadFindingsTest#a_long_transaction_is_named_and_what_is_hidden_is_not_proven"
                  + " check.database.LoadStoreIT#an_open_transaction_is_seen_by_whoever_may_see_it"),
          entry(
              "each hold that an earlier version placed on an address fits somebody",
              "erasure.HeldAddressesIT"
                  + "#a_hold_of_the_version_before_that_fits_nobody_is_told_by_list_and_check"),
          entry(
              "this database is the ledger's writer",
              "erasure.TwoDatabasesIT"
                  + "#a_staging_copy_with_the_environment_of_production_erases_nobody_and_costs_nobody"),
          entry(
              "no foreign key, trigger, rule or partition acts beside the map of personal data",
              "erasure.BesideTheMapIT#what_the_catalogue_shows_refuses_the_run_by_name"),
          entry(
              "the ledger of erasures is sound and can be written",
              "erasure.VerifyIT#a_place_that_cannot_be_written_fails_the_check_and_the_run_and_deletes_nothing"
                  + " erasure.VerifyIT#the_check_leaves_nothing_behind_and_says_when_nothing_can_be_erased"),
          entry(
              // With the schedules that are shipped it is not proven, as clones stay in the
              // project.
              "the worker's identity cannot write the source of its drills",
              "backup.ProjectRightsCheckIT#whatever_can_write_the_source_is_asked_for"
                  + " backup.ProjectRightsCheckIT"
                  + "#clones_need_a_right_in_the_sources_project_and_leave_it_unproven"),
          entry(
              "a signed marker is as young as it has to be",
              "backup.marker.MarkerAgeCheckIT"
                  + "#it_is_red_when_the_newest_marker_is_too_old_and_green_again_after_the_next"),
          entry(
              "the database is not older than the ledger",
              "erasure.ReplayIT#whoever_is_held_stays_and_the_database_stays_older_until_the_release"),
          entry(
              "requests for erasure are within their time",
              "trigger.command.ErasureCommandsIT"
                  + "#a_request_is_made_listed_extended_and_seen_by_check"),
          entry(
              "ended organizations go, or something of them is held",
              "zoo.ZooIT#everybody_gets_their_copy_and_only_who_must_go_goes"),
          entry(
              "requests for copies are within their time, and none is put off",
              "export.request.ExportCommandsIT"
                  + "#check_fails_from_the_instant_at_which_an_open_request_is_overdue"));

  private PairedElsewhere() {}
}
