"""Scoring multiple choice by shared prefix: each distinct token is computed once, not once per choice.

`trie`, `packing` and `layout` say what has to be computed, `tokens` how requests become tokens. `lm` is the model class
for lm-eval; `scoring`, `attention`, `memory` and `trust` are its parts, and only these five import torch.
"""
