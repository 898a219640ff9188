insert into coditect_shared.profiles (user_id, bio) values
  (zoo_id('ann'), 'canary-ann-30'), (zoo_id('amy'), 'canary-amy-30'), (zoo_id('bob'), 'canary-bob-30'), (zoo_id('cat'), 'canary-cat-30');
refresh materialized view coditect_shared.directory;
refresh materialized view coditect_shared.headcounts;
