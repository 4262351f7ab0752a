CREATE TABLE `session_uses` (
	`digest` text PRIMARY KEY NOT NULL,
	`pairing` text NOT NULL,
	`exit_key` text NOT NULL,
	`last_used_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `session_uses_by_age` ON `session_uses` (`last_used_at`);--> statement-breakpoint
CREATE TABLE `paired_browsers` (
	`key_id` text PRIMARY KEY NOT NULL,
	`extension_id` text NOT NULL,
	`name` text NOT NULL,
	`paired_at` integer NOT NULL,
	FOREIGN KEY (`key_id`) REFERENCES `api_keys`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `paired_browsers_by_extension` ON `paired_browsers` (`extension_id`);--> statement-breakpoint
CREATE TABLE `pairings` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`created_by` text NOT NULL,
	`account_ids` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `pairings_by_age` ON `pairings` (`expires_at`);--> statement-breakpoint
ALTER TABLE `connections` ADD `next_check_at` integer;--> statement-breakpoint
CREATE INDEX `connections_due_for_check` ON `connections` (`next_check_at`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `digest` text DEFAULT '' NOT NULL;