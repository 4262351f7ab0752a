DROP INDEX `assignments_by_subnet`;--> statement-breakpoint
DROP INDEX `assignments_by_carrier`;--> statement-breakpoint
CREATE INDEX `assignments_by_subnet` ON `assignments` (`subnet`,`account_id`) WHERE "assignments"."subnet" is not null;--> statement-breakpoint
CREATE INDEX `assignments_by_carrier` ON `assignments` (`asn_number`,`account_id`) WHERE "assignments"."asn_number" is not null;