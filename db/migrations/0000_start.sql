CREATE TABLE `account_tags` (
	`account_id` text NOT NULL,
	`tag` text NOT NULL,
	PRIMARY KEY(`account_id`, `tag`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `account_tags_by_tag` ON `account_tags` (`tag`);--> statement-breakpoint
CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`username` text,
	`client_reference_id` text,
	`note` text,
	`move_policy` text DEFAULT 'country' NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`archived_at` integer
);
--> statement-breakpoint
CREATE INDEX `accounts_by_name` ON `accounts` (`name`);--> statement-breakpoint
CREATE INDEX `accounts_by_reference` ON `accounts` (`client_reference_id`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`account_ids` text,
	`embed_origins` text DEFAULT '[]' NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer,
	`revoked_at` integer,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash_unique` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE TABLE `assignments` (
	`account_id` text PRIMARY KEY NOT NULL,
	`mode` text DEFAULT 'none' NOT NULL,
	`is_active` integer DEFAULT false NOT NULL,
	`exit_key` text,
	`slot` integer DEFAULT 0 NOT NULL,
	`proxy_id` text,
	`source_id` text,
	`protocol` text DEFAULT 'http' NOT NULL,
	`host` text,
	`port` integer,
	`credential_id` text,
	`country_code` text,
	`city_name` text,
	`assigned_at` integer,
	`failed_at` integer,
	`failed_reason` text,
	`removed_upstream_at` integer,
	`exit_ip` text,
	`exit_ip_country` text,
	`last_check_at` integer,
	`last_check_ok` integer,
	`last_check_reason` text,
	`last_check_latency_ms` integer,
	`next_check_at` integer,
	`region_preference` text,
	`city_preference` text,
	`generation` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`credential_id`) REFERENCES `credentials`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `assignments_one_account_per_exit` ON `assignments` (`exit_key`,`slot`) WHERE "assignments"."exit_key" is not null;--> statement-breakpoint
CREATE INDEX `assignments_due_for_check` ON `assignments` (`next_check_at`);--> statement-breakpoint
CREATE TABLE `checks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` text NOT NULL,
	`exit_key` text NOT NULL,
	`at` integer NOT NULL,
	`cause` text NOT NULL,
	`ok` integer NOT NULL,
	`reason` text,
	`exit_ip` text,
	`country` text,
	`latency_ms` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `checks_by_account` ON `checks` (`account_id`,`at`);--> statement-breakpoint
CREATE INDEX `checks_by_age` ON `checks` (`at`);--> statement-breakpoint
CREATE TABLE `credentials` (
	`id` text PRIMARY KEY NOT NULL,
	`source_id` text,
	`sealed` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text,
	`actor_name` text NOT NULL,
	`account_id` text,
	`data` text NOT NULL,
	`ip` text,
	`request_id` text
);
--> statement-breakpoint
CREATE INDEX `events_by_account` ON `events` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_type` ON `events` (`type`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_age` ON `events` (`at`);--> statement-breakpoint
CREATE TABLE `exit_history` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` text NOT NULL,
	`exit_key` text NOT NULL,
	`mode` text NOT NULL,
	`proxy_id` text,
	`source_id` text,
	`protocol` text NOT NULL,
	`host` text NOT NULL,
	`port` integer NOT NULL,
	`credential_id` text,
	`country_code` text,
	`city_name` text,
	`assigned_at` integer NOT NULL,
	`released_at` integer,
	`released_why` text,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`credential_id`) REFERENCES `credentials`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `exit_history_by_account` ON `exit_history` (`account_id`,`assigned_at`);--> statement-breakpoint
CREATE INDEX `exit_history_by_exit` ON `exit_history` (`exit_key`);--> statement-breakpoint
CREATE TABLE `exits` (
	`exit_key` text PRIMARY KEY NOT NULL,
	`resting_until` integer,
	`resting_why` text,
	`last_account_id` text,
	`failed_at` integer,
	`burnt_at` integer
);
--> statement-breakpoint
CREATE INDEX `exits_resting` ON `exits` (`resting_until`);--> statement-breakpoint
CREATE TABLE `first_owner` (
	`only` integer PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`claimed_at` integer NOT NULL,
	CONSTRAINT "first_owner_is_one_row" CHECK("first_owner"."only" = 1)
);
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`owner` text NOT NULL,
	`route` text NOT NULL,
	`key` text NOT NULL,
	`body_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`effect_at` integer,
	`status` integer,
	`answer` text,
	PRIMARY KEY(`owner`, `route`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_by_age` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `job_items` (
	`job_id` text NOT NULL,
	`item` text NOT NULL,
	`ok` integer NOT NULL,
	`result` text NOT NULL,
	PRIMARY KEY(`job_id`, `item`),
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`state` text NOT NULL,
	`input` text NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`total` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL,
	`error` text,
	`created_by` text,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `jobs_by_state` ON `jobs` (`state`);--> statement-breakpoint
CREATE INDEX `jobs_by_age` ON `jobs` (`created_at`);--> statement-breakpoint
CREATE TABLE `pool_proxies` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`source_id` text NOT NULL,
	`upstream_id` text,
	`exit_key` text NOT NULL,
	`protocol` text DEFAULT 'http' NOT NULL,
	`host` text NOT NULL,
	`port` integer NOT NULL,
	`credential_id` text,
	`country_code` text,
	`city_name` text,
	`city_key` text,
	`subnet` text,
	`asn_number` integer,
	`asn_name` text,
	`high_country_confidence` integer,
	`valid` integer NOT NULL,
	`last_verification` text,
	`upstream_created_at` text,
	`first_seen_at` integer NOT NULL,
	`removed_at` integer,
	`free` integer DEFAULT true NOT NULL,
	`spread` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`source_id`) REFERENCES `pool_sources`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`credential_id`) REFERENCES `credentials`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pool_proxies_by_source_exit` ON `pool_proxies` (`source_id`,`exit_key`,`port`);--> statement-breakpoint
CREATE INDEX `pool_proxies_by_exit` ON `pool_proxies` (`exit_key`);--> statement-breakpoint
CREATE INDEX `pool_proxies_free` ON `pool_proxies` (`country_code`,`high_country_confidence`,`spread`) WHERE "pool_proxies"."free" = 1;--> statement-breakpoint
CREATE INDEX `pool_proxies_free_in_city` ON `pool_proxies` (`country_code`,`city_key`,`high_country_confidence`,`spread`) WHERE "pool_proxies"."free" = 1;--> statement-breakpoint
CREATE INDEX `pool_proxies_free_anywhere` ON `pool_proxies` (`high_country_confidence`,`spread`) WHERE "pool_proxies"."free" = 1;--> statement-breakpoint
CREATE TABLE `pool_sources` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`origin` text NOT NULL,
	`api_key` text,
	`plan_id` text,
	`proxy_mode` text DEFAULT 'direct' NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer,
	`last_tried_at` integer,
	`last_good_at` integer,
	`last_error` text,
	`last_error_detail` text,
	`held_at` integer,
	`held_digest` text,
	`held` text
);
--> statement-breakpoint
CREATE TABLE `schedules` (
	`name` text PRIMARY KEY NOT NULL,
	`next_run_at` integer NOT NULL,
	`last_run_at` integer,
	`last_error` text
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text,
	`sealed` text,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sign_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`ended_at` integer,
	`ip` text,
	`user_agent` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sign_ins_by_user` ON `sign_ins` (`user_id`);--> statement-breakpoint
CREATE TABLE `sync_runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`source_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`outcome` text,
	`error` text,
	`total` integer,
	`added` integer,
	`removed` integer,
	`changed` integer,
	FOREIGN KEY (`source_id`) REFERENCES `pool_sources`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sync_runs_by_source` ON `sync_runs` (`source_id`,`started_at`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`password_hash` text NOT NULL,
	`tags` text DEFAULT '[]' NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);