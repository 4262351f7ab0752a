CREATE INDEX `webhook_deliveries_by_place` ON `webhook_deliveries` (`endpoint_id`,`sequence`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_next` ON `webhook_deliveries` (`endpoint_id`,`state`,`sequence`,`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_end` ON `webhook_deliveries` (`endpoint_id`,`state`,`finished_at`);