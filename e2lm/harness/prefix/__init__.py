"""Scoring multiple choice by shared prefix: each distinct token is computed once, not once per choice.

`trie`, `packing` and `layout` say what has to be computed: values in, values out. `tokens` makes tokens of requests,
`lm` is the model class for lm-eval; `scoring`, `attention`, `memory` and `trust` are its parts. These import torch.
"""
