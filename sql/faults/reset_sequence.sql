-- Begins the numbers of runs anew.
do $$
begin
  if pg_sequence_last_value('coditect_ops.batch_job_execution_seq') is null then
    raise no_data_found;
  end if;
  alter sequence coditect_ops.batch_job_execution_seq restart;
end $$
