# 客户：批量修改、合并、服务记录、统计、锁定。

## 勾选的行
work-pick = 选择{ $name }
work-pick-all = 选择已显示的全部
work-pick-none = 取消选择
work-bar = 对所选客户的操作
work-picked = 已选 { $count } 个
work-too-many = 一次最多 { $limit } 个，请减少选择。
work-edit = 批量修改
work-add-to-group = 加入客户组
work-delete-title = 删除 { $count } 个客户？
work-delete-verb = 删除
work-delete-busy = { $count } 个因有未完成的工作而保留（未完成工单 { $tickets }，未完成上门 { $visits }）。
work-deleted = 已删除 { $count } 个客户。

## 批量修改
work-edit-title = 修改 { $count } 个客户
work-edit-verb = 修改 { $count } 个客户
work-edit-intro = 只写入勾选的字段，其余内容在各客户上保持不变。
work-edit-locked = 贵组织已锁定对这些客户的修改，标签仍可更改。
work-empties = 留空则会在所有所选对象上清空。
work-tags-stay = 保持不变
work-tags-add = 添加以下标签
work-tags-remove = 移除以下标签
work-tags-replace = 替换为以下标签
work-changed = 已修改 { $count } 个客户。
work-nothing-to-change = 内容已经一致，无需修改。
work-undone = 已撤销 { $count } 个客户的更改。
work-undone-but = 已撤销 { $count } 个；{ $stays } 个部分保留：期间有人修改过。
work-group-title = 将 { $count } 个公司加入客户组
work-group-text = 一个公司只属于一个组，原在其他组的会移出。
work-no-groups = 还没有客户组，管理员可在设置中创建。
work-failed-title = { $count } 个客户未修改
work-failed-text = 其余 { $count } 个已修改。
work-unknown = 已不存在的客户

## 已勾选的资产表记录
work-bar-rows = 对所选记录的操作
work-delete-title-rows = 删除 { $count } 条记录吗？
work-deleted-rows = 已删除 { $count } 条记录。
work-edit-title-rows = 修改 { $count } 条记录
work-edit-verb-rows = 修改 { $count } 条记录
work-edit-intro-rows = 只写入您勾选的字段，其余内容在每条记录中保持不变。
work-changed-rows = 已修改 { $count } 条记录。
work-failed-title-rows = { $count } 条记录没有修改
work-unknown-rows = 已不存在的记录

## 合并
work-merge = 合并
work-merge-title = 将{ $name }合并到其他客户
work-merge-intro = 查找要保留的客户，当前客户的所有内容将转移过去。
work-merge-find = 要保留的客户的名称或电话
work-merge-into = 合并到{ $name }
work-merge-text = 保留{ $target }；其空白字段取{ $source }的值。{ $source }将从所有列表中消失，其链接会转到{ $target }。
work-merge-until = { $date } 之前可以撤回合并。
work-merge-confirm = 请输入将消失的客户名称：{ $name }
work-merge-verb = 合并
work-beside = 两个客户并排对比
work-goes = { $name }（消失）
work-stays = { $name }（保留）
work-result = 合并后
work-moves = 转移：{ $what }。
work-moved = 已转移：{ $what }。
work-moves-nothing = 没有需要转移的关联内容。
work-joint = 、
work-moves-tickets = { $count } 个工单
work-moves-visits = { $count } 次上门
work-moves-contacts = { $count } 位联系人
work-moves-assets = { $count } 台设备
work-moves-records = { $count } 条服务记录
work-moves-account = 服务账号
work-merged = { $source }已并入{ $target }。
work-was-merged = 该客户已并入{ $name }。
work-merged-here = { $name }已并入此客户
work-merged-by = { $by }，{ $time }。{ $until } 之前可以撤回。
work-late = 之后写到{ $name }、因此处已有其他内容而未采用：
work-take-back = 撤回合并
work-take-back-title = 撤回{ $name }的合并？
work-take-back-text = { $source }将恢复，来自它且此后未改动的内容会转回；{ $target }上新增的内容保留。
work-taken-back = { $name }已恢复
work-kept = 以下内容期间有改动，未转回：
work-kept-field = 字段：{ $field }
work-open = 打开{ $name }
work-merges = 合并记录
work-no-merges = 最近三十天没有合并
work-no-merges-text = 若两个客户相同，打开其中一个并选择“合并”。
work-merge-line = { $source } →
work-was-undone = { $by } 于 { $time } 撤回
work-conflict-undone = 此合并已被撤回。
work-conflict-overtaken = 同事刚刚进行了相同操作，请重新查看。
work-conflict-target-gone = 接收方客户已被删除，请先恢复它。
work-conflict-target-merged = 接收方客户自身已被合并，请先撤回那次合并。

## 服务记录
work-timeline = 服务记录
work-days-of = 日期
work-from = 从
work-until = 到
work-kinds = 只看这些类型
work-kind-ticket = 工单
work-kind-visit = 上门
work-kind-follow-up = 回访
work-kind-call = 通话
work-kind-message = 消息
work-kind-meeting = 面谈
work-kind-other = 其他
work-timeline-empty = 该客户还没有服务记录。
work-timeline-none = 所选类型或日期没有记录。
work-more = 显示更多
work-write = 写记录
work-write-intro = 用于工单和上门之外的事项，如通话、私下回访。同事可见，客户不可见。
work-change-note = 修改记录
work-kind = 类型
work-when = 时间
work-what = 内容
work-files = 文件

## 统计
work-statistics = 统计
work-figures = 客户统计
work-figures-empty = 请减少天数或更换客户组。
work-all-groups = 全部客户组
work-days = 未服务时长
work-days-any = 不限未服务时长
work-days-at-least = 未服务 { $count } 天及以上
work-days-ago = { $count ->
    [0] 今天
   *[other] { $count } 天前
}
work-export = 导出
work-total = 服务总数
work-records = 记录
work-open-tickets = 未完成工单
work-on-site = 现场时长
work-rating = 评分
work-stars = { $stars }/5（{ $count }）
work-last = 最近服务
work-ages = 按最近服务时间的客户数
work-age-30 = 30 天内
work-age-90 = 90 天内
work-age-180 = 180 天内
work-age-365 = 一年内
work-age-more = 更早
work-age-never = 从未
work-sums = 工单 { $tickets }，上门 { $visits }，记录 { $records }。

## 锁定
work-locks = 对所有人锁定
work-locks-intro = 锁定对桌面端、手机端和 API 令牌均有效，管理员也不例外；标签始终可改。
work-locks-who = 只有主账号可以更改：{ $name }。
work-lock-add-companies = 禁止新增公司
work-lock-delete-companies = 禁止删除或合并公司
work-lock-edit-companies = 禁止修改公司
work-lock-add-contacts = 禁止新增联系人
work-lock-delete-contacts = 禁止删除或合并联系人
work-lock-edit-contacts = 禁止修改联系人
work-lock-said-add-companies = 贵组织已锁定新增公司。
work-lock-said-delete-companies = 贵组织已锁定删除和合并公司。
work-lock-said-edit-companies = 贵组织已锁定修改公司，标签仍可更改。
work-lock-said-add-contacts = 贵组织已锁定新增联系人。
work-lock-said-delete-contacts = 贵组织已锁定删除和合并联系人。
work-lock-said-edit-contacts = 贵组织已锁定修改联系人，标签仍可更改。
work-edit-tags = 标签

## 个人数据
person-title = 个人数据
person-intro = 用于回应当事人查询或删除其个人数据的请求。
person-export = 导出全部
person-erase = 抹除此人
person-erase-title = 抹除 { $name }
person-erase-final = 无法撤销
person-erase-final-text = 姓名、号码、地址、签名以及此人写过的全部内容将从系统、日志和所有手机上永久消失。
person-goes = 消失
person-goes-contact = 该联系人
person-goes-twins = { $count } 个并入的联系人
person-goes-texts = { $count } 段文字
person-goes-files = { $count } 个文件或签名
person-goes-records = { $count } 条记录
person-goes-identities = { $count } 个渠道 ID
person-stays = 保留
person-stays-nothing = 没有为此人做过的工作。
person-stays-work = { $what }，保留编号、时间和数值，不含姓名。
person-erase-confirm = 请输入此人的姓名：{ $name }
person-erase-verb = 永久抹除
person-erased = 此人已抹除，手机将在下次同步时清除。
## 导出所选
work-export-picked = 导出所选
work-export-picked-text = 所选的 { $count } 个客户及其全部字段。
