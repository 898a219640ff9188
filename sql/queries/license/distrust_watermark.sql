-- Makes a full sweep due, whatever becomes of this run.
update coditect_ops.license_watermark set swept_at = null;
