-- Texts of shelves, categories and badges in other languages: by locale, the original to its translation.
ALTER TABLE storefront.hub ADD COLUMN translations jsonb NOT NULL DEFAULT '{}';
