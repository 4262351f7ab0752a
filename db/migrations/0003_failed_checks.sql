DROP INDEX `checks_by_account`;--> statement-breakpoint
CREATE INDEX `checks_failed` ON `checks` (`at`,`account_id`) WHERE "checks"."ok" = 0;--> statement-breakpoint
CREATE INDEX `checks_by_account` ON `checks` (`account_id`,`at`,`ok`,`latency_ms`);