"""Themes of posts: theme sets, labels, training, classification and agreement."""

from __future__ import annotations

from miner.themes.classifier import ThemeVerdict, classify_posts, model_name, why_not_judged

__all__ = ["ThemeVerdict", "classify_posts", "model_name", "why_not_judged"]
