ALTER TABLE `assignments` ADD `subnet` text;--> statement-breakpoint
ALTER TABLE `assignments` ADD `asn_number` integer;--> statement-breakpoint
CREATE INDEX `assignments_by_subnet` ON `assignments` (`subnet`) WHERE "assignments"."subnet" is not null;--> statement-breakpoint
CREATE INDEX `assignments_by_carrier` ON `assignments` (`asn_number`) WHERE "assignments"."asn_number" is not null;--> statement-breakpoint
CREATE INDEX `exit_history_failed` ON `exit_history` (`released_at`) WHERE "exit_history"."released_why" = 'failed';