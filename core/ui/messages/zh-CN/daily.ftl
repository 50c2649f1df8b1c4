# 工单日常操作：拆分、合并、历史、批量、任务、相似工单。

daily-split = 拆分工单
daily-merge = 合并到其他工单
daily-history = 变更历史

## 拆分
daily-split-title = 拆分此工单
daily-split-text = 每一部分都会成为独立工单，沿用此工单的客户、模板和字段。附件保留在此工单。
daily-split-verb = 拆出 { $count } 个工单
daily-split-done = 已拆出 { $count } 个工单
daily-part-title = 第 { $number } 部分的标题
daily-part-description = 第 { $number } 部分的描述
daily-part-agent = 第 { $number } 部分的处理人
daily-part-add = 添加一部分
daily-part-remove = 移除第 { $number } 部分
daily-part-most = 一次最多拆出 { $limit } 个，拆出的工单可以再次拆分。
daily-closes-last = 所有子工单关闭后才能关闭此工单
daily-closes-last-hint = 提前关闭时会提示哪些子工单未关闭。

## 关联
daily-family = 关联工单
daily-parent = 父工单
daily-parts = { $count } 个子工单，{ $open } 个未关闭
daily-parts-list = 此工单的子工单
daily-closes-last-said = 所有子工单关闭后才能关闭此工单。
daily-merged-here = 已合并到此工单
daily-not-yours = 您无权查看的工单
daily-mark-part = 子工单
daily-mark-parts = 有 { $count } 个子工单
daily-mark-merged = 已合并到其他工单

## 合并
daily-merge-title = 合并到其他工单
daily-merge-text = “{ $title }”将被关闭，其沟通记录会显示在另一工单中。此操作可以撤回。
daily-merge-find = 查找同一客户的工单
daily-merge-choose = 合并到
daily-merge-none = 没有找到此客户的其他工单。
daily-merge-nobody = 此工单没有客户
daily-merge-nobody-text = 只能合并同一客户的工单，请先填写客户。
daily-merge-preview = 另一工单的内容
daily-merge-facts = 创建于 { $time } · { $name }
daily-merge-verb = 合并到 { $name }
daily-merge-verb-none = 合并
daily-merge-done = 工单已合并
daily-merged-into = 已合并到 { $name }
daily-merged-when = { $name } 于 { $time } 合并，新的回复会进入另一工单。
daily-open-other = 打开该工单
daily-unmerge = 撤回合并
daily-unmerged = 已撤回合并
daily-said-in = 来自 { $name }

## 日志
daily-log-split = 拆出 { $count } 个工单：{ $titles }
daily-log-merge-into = 已合并到 { $name }
daily-log-take-in = 并入 { $name }
daily-log-unmerge = 已撤回合并到 { $name }
daily-log-give-back = 已退还 { $name }
daily-log-cc-added = 添加了抄送人
daily-log-cc-removed = 移除了抄送人
daily-log-cc-on = 抄送 { $name }
daily-log-cc-off = 取消抄送 { $name }

## 历史
daily-history-title = { $title } 的变更历史
daily-history-field = 只看字段
daily-history-all = 全部字段
daily-history-none = 没有相关变更。
daily-history-empty-value = 空
daily-history-offline = 离线
daily-history-before = 此前的工单
daily-as-it-was = { $time } 时的工单
daily-as-it-was-name = 当时与现在的对比
daily-as-it-was-same = 当时与现在相同。
daily-as-it-was-close = 关闭对比
daily-compare-field = 字段
daily-compare-then = 当时
daily-compare-now = 现在
daily-restore-field = 将 { $field } 恢复为原值
daily-restore-all = 全部恢复
daily-restore-hint = 恢复可填写的内容：标题、描述、类型、优先级、自定义字段及其明细行、客户和地址。设备、状态和负责人保持不变。
daily-restored = 已恢复

## 批量
daily-bar = 对所选工单的操作
daily-picked = 已选 { $count } 个工单
daily-too-many = 一次最多修改 { $limit } 个工单。
daily-print-too-many = 一个文件最多打印 { $limit } 个工单。
daily-export-too-many = 勾选导出最多 { $limit } 个工单，更多请导出整个视图。
daily-change = 批量修改
daily-change-title = 修改 { $count } 个工单
daily-change-verb = 修改 { $count } 个工单
daily-change-text = 只修改您在此选择的内容。
daily-stays = 保持不变
daily-assign-nobody = 取消处理人
daily-cc = 添加抄送人
daily-own-field = 自定义字段
daily-reply-all = 回复每个工单
daily-reply-public = 客户可见
daily-changed = 已修改 { $count } 个工单
daily-change-progress = 完成进度
daily-change-done = { $done } / { $count }
daily-change-refused = { $count } 个工单未修改
daily-change-refused-text = 其余工单已完成，可以重试这些工单。
daily-retry = 重试 { $count } 个
daily-taker-state = { $name } · { $state }
daily-not-accepting = 该同事当前不接工单，请选择其他人。
daily-takers-not = { $more ->
    [0] 当前不接工单：{ $names }
   *[other] 当前不接工单：{ $names } 等，另有 { $more } 人
}

## 为多个客户创建
daily-make-tickets = 创建工单
daily-batch-title-short = 批量创建工单
daily-batch-title = 为 { $count } 个客户各创建一个工单
daily-batch-verb = 创建 { $count } 个工单
daily-to = 分配
daily-to-how = 分配给
daily-to-nobody = 暂不分配
daily-to-all = 全部客服，平均分配
daily-to-group = 客服组，平均分配
daily-to-agent = 指定客服
daily-to-given = 指定每人数量
daily-to-which-group = 客服组
daily-to-which-agent = 客服
daily-choose = 请选择
daily-choose-one = 请选择一项。
daily-to-sum = 已分配 { $sum } / { $count }。
daily-batch-progress = 创建进度
daily-batch-done = 已完成 { $done } / { $count }
daily-batch-ended = 已创建 { $made } / { $count } 个工单
daily-batch-refused = 未创建工单的客户
daily-batch-see = 查看工单
daily-batch-wrong-to-no-agents = 其中没有人正在接工单。
daily-batch-wrong-to-not-accepting = 其中有人已不再接工单，请重新选择。
daily-batch-wrong-to-not-the-sum = 数量之和与工单数不符。
daily-batch-wrong-template-unknown = 该模板已不存在，请选择其他模板。

## 任务
daily-work-through = 逐个处理
daily-tasks = 正在逐个处理的工单
daily-task-open = 已完成 { $done } / { $count }
daily-task-resume = 继续
daily-task-end = 结束此任务
daily-task-bar = 任务
daily-task-place = 第 { $place } / { $count } 个
daily-task-left = 剩余 { $count } 个
daily-task-skip = 跳过
daily-task-done = 完成，下一个
daily-task-suspend = 稍后继续
daily-task-finished = 已全部处理完

## 相似
daily-alike = 最近一天有 { $count } 个相似工单
daily-alike-text = 同一客户，标题相似。您仍可继续创建。
